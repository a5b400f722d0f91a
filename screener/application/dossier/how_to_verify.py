"""The page that says how to check a dossier without this program."""

TEXT = """\
How to check this dossier
=========================

Nothing here needs the program that made it. You need sha256sum, python3 (any version from 3.6 on)
and openssl (3.0 or later), and a terminal in this folder.


1. No file was changed since the dossier was made

    sha256sum -c SHA256SUMS

must say OK for every file. Who hands you the dossier can also tell you the SHA-256 of the file
SHA256SUMS itself; the program that made it wrote that hash into its own ledger.


2. The ledger is one chain, and every original is the one that it names

ledger/ledger.jsonl has one line for every entry of the ledger, in order. Entries about other people
show nothing but a seal, which is enough to check the chain. Each line has

    number   1, 2, 3, …
    seal     the SHA-256 of the deed: of its JSON in UTF-8, keys sorted, no white space (RFC 8785)
    hash     the SHA-256 of the text "NUMBER PREVIOUS SEAL", where PREVIOUS is the hash of the
             entry before it, or 64 zeros before the first
    deed     what was done, where it concerns this contact; `sha256` names the file that was kept

Save these lines as check.py and run `python3 check.py`:

    import glob, hashlib, json
    sha = lambda octets: hashlib.sha256(octets).hexdigest()
    previous, number, named, gone = "0" * 64, 0, set(), set()
    for line in open("ledger/ledger.jsonl", encoding="utf-8"):
        entry, number = json.loads(line), number + 1
        deed = entry.get("deed")
        if deed:
            text = json.dumps(deed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert entry["seal"] == sha(text.encode()), ("deed", number)
            (gone if deed["act"] == "forgotten" else named).add(deed["sha256"])
        previous = sha(f"{{number}} {{previous}} {{entry['seal']}}".encode())
        assert (entry["number"], entry["hash"]) == (number, previous), ("chain", number)
    head = open("ledger/head.txt").read().split("\\n")[1]
    assert head == f"head {{number}}:{{previous}}", "the ledger does not end at the signed head"
    folders = "originals", "yours", "others", "notes"
    names = [name for folder in folders for name in glob.glob(folder + "/*")]
    kept = [sha(open(name, "rb").read()) for name in names]
    assert set(kept) <= named, "there is a file that the ledger does not name"
    print(number, "entries fit,", len(kept), "files are what the ledger says,",
          len(named - set(kept) - gone - {{None}}), "are missing")


3. The end of the ledger was signed

    openssl pkeyutl -verify -pubin -inkey ledger/key.pem -rawin \\
        -in ledger/head.txt -sigfile ledger/head.sig

must say "Signature Verified Successfully". Ask the user for the public key by another way, and
compare: `screener doctor` prints it, and it is

{key}

4. The head is older than you think

ledger/head.txt holds the head: the number and the hash of the last entry. The program prints
its head in every daily digest. A digest that somebody else keeps, and whose head NUMBER:HASH
is a line of ledger/ledger.jsonl, shows that all entries up to that number existed on that day.


5. Recordings are parts of the originals

audio/ has the recordings that are in the originals, so that they can be heard without a mail
program. These lines say of each whether it is in one, octet by octet:

    import email, glob, hashlib
    sha = lambda octets: hashlib.sha256(octets).hexdigest()
    parts = {{sha(part.get_payload(decode=True) or b"")
             for name in glob.glob("originals/*") + glob.glob("others/*")
             for part in email.message_from_bytes(open(name, "rb").read()).walk()}}
    for name in sorted(glob.glob("audio/*")):
        if not name.endswith("-pcm.wav"):
            print(sha(open(name, "rb").read()) in parts, name)

A file that ends in -pcm.wav is a copy of the one before it, made by ffmpeg or sox for players that
know no other form. It proves nothing.


What this shows, and what not
-----------------------------

It shows that what is here was not changed after it was entered into the ledger, as far as heads
were kept outside the machine: who has the machine has the key, and could write a new ledger from
the beginning, but not one that fits a head that somebody else holds. It does not show who sent a
message. For that, look at the Authentication-Results, DKIM-Signature and Received fields of the
originals, which are exactly the octets that the mail server gave. Times of receipt are those of
the mail server; times of deeds are those of the machine.
"""


def how_to_verify(public_key: str) -> bytes:
    """The page, in UTF-8."""
    key = "".join(f"    {line}\n" for line in public_key.splitlines())
    return TEXT.format(key=key).encode()
