"""A door that is closed beside broken rules, or of somebody in an example, is closed."""

from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.system.program import Program, a_letter

RULES = "rules: [{name: News, when: {subject: news}, then: {file: News}}]\n"
EXAMPLE = """\
tests:
  - name: an example
    message: {from: him@example.com, subject: news}
    expect: {rule: News}
"""


@pytest.mark.parametrize("broken", [False, True])
def test_what_comes_next_is_filed(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, *, broken: bool
) -> None:
    """In the next round, on a real mailbox."""
    program = Program(tmp_path, port=plain_dovecot.port, user=user, mode="enforce")
    program.rules(RULES)
    (tmp_path / "rules" / "tests").mkdir()
    (tmp_path / "rules" / "tests" / "news.yaml").write_text(EXAMPLE)
    with onlooker(plain_dovecot.port, user) as mailbox:
        program.once()
        if broken:
            program.rules(RULES + "rulez: []\n")
        program.run("close", "him@example.com")
        mailbox.add(a_letter(sender="him@example.com", subject="news"))
        program.once()
        assert len(mailbox.subjects("Screened/Closed")) == 1
        assert not mailbox.subjects("INBOX")
