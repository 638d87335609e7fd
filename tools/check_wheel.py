"""Build the wheel, install it and run it as a new user would.

It is installed with the locked packages into an empty environment outside the
checkout and run from another folder with an empty home. A file that the wheel
leaves out, or a package that no dependency names, shows up here.
"""

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("templates", "styles", "data", "typefaces")


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command and return its output; end with a message if it fails."""
    result = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if result.returncode:
        shown = " ".join(map(str, command))
        sys.exit(f"wheel: `{shown}` ended with {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def shipped() -> set[str]:
    """Return the names that files of the checkout must have in the wheel."""
    git = ("git", "-c", "safe.directory=*")  # a checkout may belong to somebody else
    listed = run(*git, "ls-files", "-co", "--exclude-standard", "-z", cwd=ROOT)
    names = set()
    for name in filter(None, listed.split("\0")):
        room = name.split("/", 1)[0]
        if not (ROOT / name).is_file():
            continue
        if room == "reports":
            names.add(name)
        elif room in ROOMS or name == "cli.py":
            names.add(f"reports/{name}")
    return names


def compare(wheel: Path) -> None:
    """End with a message if the wheel lacks a file of the checkout or has an additional one."""
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = shipped()
    missing, surplus = sorted(expected - inside), sorted(inside - expected)
    if missing or surplus:
        sys.exit(f"wheel: missing {missing}, not of the checkout {surplus}")
    for room in ROOMS:
        if not any(name.startswith(f"reports/{room}/") for name in inside):
            sys.exit(f"wheel: nothing of {room}/ is in it")


def main() -> None:
    """Build the wheel, install it elsewhere and make a page and a mailing with it."""
    with tempfile.TemporaryDirectory(prefix="handzettel-wheel-") as folder:
        scratch = Path(folder).resolve()
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q")
        run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", scratch, ROOT, cwd=scratch)
        (wheel,) = scratch.glob("*.whl")
        compare(wheel)

        place = scratch / "environment"
        venv.create(place, with_pip=False, symlinks=os.name != "nt")
        scripts = place / ("Scripts" if os.name == "nt" else "bin")
        into = (*pip, "--python", scripts / "python", "install", "--no-compile")
        lock = ROOT / "requirements" / "run.txt"
        run(*into, "--only-binary", ":all:", "--require-hashes", "-r", lock, cwd=scratch)
        run(*into, "--no-deps", wheel, cwd=scratch)

        home, elsewhere, workspace = scratch / "home", scratch / "elsewhere", scratch / "workspace"
        home.mkdir()
        elsewhere.mkdir()
        kept = ("DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT", "WEASYPRINT_DLL_DIRECTORIES")
        env = {name: os.environ[name] for name in kept if name in os.environ}
        env |= {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "PATH": os.defpath,
            "LC_ALL": "C.UTF-8",
        }
        handzettel = scripts / "handzettel"
        run(handzettel, "--help", cwd=elsewhere, env=env)
        run(handzettel, "init", workspace, cwd=elsewhere, env=env)
        run(handzettel, "-w", workspace, "summary", "3", cwd=elsewhere, env=env)
        pdfs = [*elsewhere.rglob("bereich-3.pdf"), *workspace.rglob("bereich-3.pdf")]
        if len(pdfs) != 1 or not pdfs[0].read_bytes().startswith(b"%PDF-"):
            sys.exit(f"wheel: `handzettel summary 3` made no PDF ({pdfs})")
        run(handzettel, "-w", workspace, "mail", "parteitag", cwd=elsewhere, env=env)
        if not any(workspace.rglob("0001-*.eml")):
            sys.exit("wheel: `handzettel mail parteitag` wrote no message")


if __name__ == "__main__":
    main()
