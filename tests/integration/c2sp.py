"""Signed notes, checkpoints, receipts and tiles, verified from the texts alone: RFC 8032 (Ed25519),
RFC 6962 (the tree), C2SP signed-note, tlog-checkpoint, tlog-proof and tlog-tiles. Knows nothing of
Shangji and uses nothing of it; slow and plain on purpose."""
import base64
import hashlib
import os
import struct

# ---- Ed25519, after RFC 8032 §5.1 ----

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_MINUS_1 % P
    if (x * x - x2) % P:
        return None
    return P - x if x & 1 != sign else x


def decompress(data):
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    s, t, u, v = f - e, h - g, h + g, f + e
    return (s * t % P, u * v % P, t * u % P, s * v % P)


def multiply(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def ed25519_verify(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = decompress(key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    left, right = multiply(s, BASE), add(r, multiply(k, a))
    return ((left[0] * right[2] - right[0] * left[2]) % P == 0 and
            (left[1] * right[2] - right[1] * left[2]) % P == 0)


def compress(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def secret_of(seed):
    """(scalar, prefix, public key) of a seed of 32 bytes."""
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | 1 << 254
    return scalar, digest[32:], compress(multiply(scalar, BASE))


def ed25519_sign(seed, message):
    scalar, prefix, key = secret_of(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % Q
    point = compress(multiply(r, BASE))
    k = int.from_bytes(hashlib.sha512(point + key + message).digest(), "little") % Q
    return point + ((r + k * scalar) % Q).to_bytes(32, "little")


# ---- the tree ----

def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def inclusion_holds(leaf, index, size, proof, root):
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


# ---- notes ----

def parse_verifier(text):
    name, key_hash, key = text.split("+", 2)
    raw = base64.b64decode(key, validate=True)
    assert hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() == key_hash
    return name, raw[0], raw[1:]


def note_lines(note):
    text, _, signatures = note.rpartition("\n\n")
    lines = []
    for line in signatures.splitlines():
        dash, name, data = line.split(" ")
        assert dash == "\u2014"
        lines.append((name, base64.b64decode(data, validate=True)))
    return text + "\n", lines


def open_checkpoint(note, verifier):
    """(origin, size, root) of a note that the log's key signed."""
    name, kind, key = parse_verifier(verifier)
    assert kind == 1
    text, lines = note_lines(note)
    mine = hashlib.sha256(name.encode() + b"\n\1" + key).digest()[:4]
    signatures = [data[4:] for n, data in lines if n == name and data[:4] == mine]
    assert signatures and all(ed25519_verify(key, text.encode(), s) for s in signatures)
    origin, size, root = text.splitlines()
    assert origin == name and str(int(size)) == size
    return origin, int(size), base64.b64decode(root, validate=True)


def open_cosignature(note, verifier):
    """The times at which a witness cosigned the note."""
    name, kind, key = parse_verifier(verifier)
    assert kind == 4
    text, lines = note_lines(note)
    mine = hashlib.sha256(name.encode() + b"\n\4" + key).digest()[:4]
    times = []
    for n, data in lines:
        if n == name and data[:4] == mine:
            time = struct.unpack(">Q", data[4:12])[0]
            message = f"cosignature/v1\ntime {time}\n{text}".encode()
            assert ed25519_verify(key, message, data[12:])
            times.append(time)
    return times


def verifier_of(name, kind, seed):
    raw = bytes([kind]) + secret_of(seed)[2]
    key_hash = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    return f"{name}+{key_hash.hex()}+{base64.b64encode(raw).decode()}"


def signature_line(name, kind, seed, signature):
    raw = bytes([kind]) + secret_of(seed)[2]
    key_hash = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    return f"\u2014 {name} {base64.b64encode(key_hash + signature).decode()}\n"


def cosign(text, name, seed, time):
    """The line by which a witness cosigns a checkpoint's text."""
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    return signature_line(name, 4, seed, struct.pack(">Q", time) + ed25519_sign(seed, message))


def open_receipt(text, entry, verifier):
    """(index, size) of an entry that a tlog-proof proves."""
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    assert lines.pop(0) == "c2sp.org/tlog-proof@v1"
    if lines[0].startswith("extra "):
        lines.pop(0)
    word, index = lines.pop(0).split(" ")
    assert word == "index" and str(int(index)) == index
    proof = [base64.b64decode(line, validate=True) for line in lines]
    _, size, root = open_checkpoint(note, verifier)
    assert inclusion_holds(leaf_hash(entry), int(index), size, proof, root)
    return int(index), size


# ---- tiles ----

def tile_path(number):
    text = f"{number % 1000:03}"
    while number >= 1000:
        number //= 1000
        text = f"x{number % 1000:03}/" + text
    return text


class Tiles:
    """A reader of a folder of tiles that has its checkpoint's size."""

    def __init__(self, folder, size):
        self.folder, self.size = folder, size

    def read(self, name, number, count):
        width = min(256, count - number * 256)
        suffix = "" if width == 256 else f".p/{width}"
        with open(os.path.join(self.folder, "tile", name, tile_path(number) + suffix),
                  "rb") as file:
            return file.read()

    def entries(self):
        found = []
        for number in range((self.size + 255) // 256):
            data, at = self.read("entries", number, self.size), 0
            while at < len(data):
                length = struct.unpack_from(">H", data, at)[0]
                found.append(data[at + 2:at + 2 + length])
                at += 2 + length
        return found

    def node(self, level, index):
        """The hash of the complete subtree of 2^level leaves."""
        tile_level, below = divmod(level, 8)
        count = self.size >> 8 * tile_level
        first, width = index << below, 1 << below
        data = self.read(str(tile_level), first // 256, count)
        hashes = [data[i:i + 32] for i in range(0, len(data), 32)]
        return root_of(hashes[first % 256:first % 256 + width])

    def range_hash(self, first, last):
        width = last - first
        if width & (width - 1) == 0 and first % width == 0:
            return self.node(width.bit_length() - 1, first // width)
        split = 1 << (width - 1).bit_length() - 1
        return node_hash(self.range_hash(first, first + split), self.range_hash(first + split, last))

    def inclusion(self, index):
        first, last, path = 0, self.size, []
        while last - first > 1:
            split = first + (1 << (last - first - 1).bit_length() - 1)
            if index < split:
                path.append(self.range_hash(split, last))
                last = split
            else:
                path.append(self.range_hash(first, split))
                first = split
        return path[::-1]
