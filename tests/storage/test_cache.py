"""What was made is kept whole, within bounds, and never handed out torn."""

import os
from pathlib import Path

from reports.storage.cache import Store

KEY, OTHER = "ab" * 32, "cd" * 32


def _entry(folder: Path) -> Path:
    (path,) = (entry for entry in folder.rglob("*") if entry.is_file())
    return path


def test_what_was_put_is_got_again(tmp_path: Path) -> None:
    Store(tmp_path).put(KEY, {"pages": 3}, b"%PDF\n\0")
    assert Store(tmp_path).get(KEY) == ({"pages": 3}, b"%PDF\n\0")
    assert Store(tmp_path).get(OTHER) is None


def test_torn_entry_is_none(tmp_path: Path) -> None:
    """A shortened or changed entry counts as missing."""
    Store(tmp_path).put(KEY, {}, b"0123456789")
    path = _entry(tmp_path)
    whole = path.read_bytes()
    for torn in (b"", whole[:5], whole[:-1], whole.replace(b"5", b"6"), b"null\n", b"\xff\n"):
        path.write_bytes(torn)
        assert Store(tmp_path).get(KEY) is None, torn


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    store = Store(tmp_path, size=2500)
    keys = [f"{number:064x}" for number in range(4)]
    for number, key in enumerate(keys):
        store.put(key, {}, bytes(1000))
        path = tmp_path / key[:2] / key[2:]
        os.utime(path, (number, number))
    assert store.get(keys[0])  # which makes it the last used
    store.trim()
    assert [key for key in keys if store.get(key)] == [keys[0], keys[3]]


def test_folder_that_cannot_be_written_only_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file")
    store.put(KEY, {}, b"x")
    store.trim()
    assert store.get(KEY) is None


def test_number_that_was_changed_makes_an_entry_none(tmp_path: Path) -> None:
    """The pages of a document are told, and a book is numbered by them."""
    Store(tmp_path).put(KEY, {"pages": 3}, b"%PDF")
    path = _entry(tmp_path)
    whole = path.read_bytes()
    for torn in (
        whole.replace(b'"pages": 3', b'"pages": 4'),
        whole.replace(b"pages", b"pagen"),
        whole.replace(b'"pages": 3, ', b""),
    ):
        assert torn != whole
        path.write_bytes(torn)
        assert Store(tmp_path).get(KEY) is None, torn


def test_entry_of_another_form_is_none(tmp_path: Path) -> None:
    Store(tmp_path).put(KEY, {}, b"%PDF")
    path = _entry(tmp_path)
    for torn in (b"[1]\n%PDF", b"1\n", b"[" * 100_000 + b"\n"):
        path.write_bytes(torn)
        assert Store(tmp_path).get(KEY) is None, torn[:9]
