"""Files that cannot be read: a diagnostic, a help line, never a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cellc.diagnostics import CellcError, Diagnostic
from cellc.driver import compile_spec
from cellc.sources import MAX_BYTES, decode, find_spec


def the_diagnostic(spec: str | Path) -> Diagnostic:
    with pytest.raises(CellcError) as caught:
        compile_spec(spec)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.help
    return diagnostic


def test_missing_file(tmp_path: Path) -> None:
    assert the_diagnostic(tmp_path / "none.cell").code == "E0004"


def test_missing_cell_names_the_nearest() -> None:
    diagnostic = the_diagnostic("lstn")
    assert diagnostic.code == "E0004"
    assert "`lstm`" in (diagnostic.help or "")


def test_folder(tmp_path: Path) -> None:
    diagnostic = the_diagnostic(tmp_path)
    assert diagnostic.code == "E0001"
    assert "folder" in diagnostic.message


def test_folder_hides_no_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lstm").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_spec("lstm").is_file()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.cell"
    path.write_text("h_t = h_{t-1} + x_t")
    path.chmod(0)
    assert the_diagnostic(path).code == "E0001"


@pytest.mark.parametrize("name", ["a" * 5000, "nul\0byte", "", "/", "\n"])
def test_names_that_no_file_can_have(name: str) -> None:
    assert the_diagnostic(name).code in ("E0001", "E0004")


def test_dangling_link(tmp_path: Path) -> None:
    path = tmp_path / "link.cell"
    path.symlink_to(tmp_path / "nowhere")
    assert the_diagnostic(path).code in ("E0001", "E0004")


def test_link_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "loop.cell"
    path.symlink_to(path)
    assert the_diagnostic(path).code in ("E0001", "E0004")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_endless_device() -> None:
    assert the_diagnostic("/dev/zero").code == "E0001"


def test_not_utf8_says_where(tmp_path: Path) -> None:
    path = tmp_path / "latin.cell"
    path.write_bytes("h_t = tanh(W h_{t-1} + U x_t) # é".encode("latin-1"))
    diagnostic = the_diagnostic(path)
    assert diagnostic.code == "E0002"
    assert "byte 32" in diagnostic.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_unicode_encodings(encoding: str) -> None:
    with pytest.raises(CellcError) as caught:
        decode("h_t = h_{t-1} + x_t".encode(encoding), "wide.cell")
    assert caught.value.diagnostics[0].code == "E0002"


def test_byte_order_mark_is_no_character_of_the_spec() -> None:
    source = decode("\ufeffh_t = h_{t-1} + x_t".encode(), "bom.cell")
    assert source.text.startswith("h_t")


def test_line_ends_of_other_systems() -> None:
    text = decode(b"f_t = tanh(W x_t)\r\nh_t = f_t * h_{t-1}\r\n", "dos.cell").text
    assert text == "f_t = tanh(W x_t)\nh_t = f_t * h_{t-1}\n"


def test_too_long() -> None:
    with pytest.raises(CellcError) as caught:
        decode(b"#" * (MAX_BYTES + 1), "long.cell")
    assert caught.value.diagnostics[0].code == "E0001"
