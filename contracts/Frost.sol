// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Verification of a FROST(secp256k1, SHA-256) signature, RFC 9591 section 6.5, with the ecrecover precompile.
///
/// A signature (R, z) of the digest under the key P is good when z·G = R + c·P, where c is the hash of R, P and digest.
/// ecrecover(m, v, r, s) gives the address of r⁻¹·(s·K − m·G) for the point K with K.x = r and the parity of v. With
/// m = −z·P.x, r = P.x, s = −c·P.x and v the parity of P that is z·G − c·P, so the address must be the one of R.
///
/// Each check below is removed singly in the tests, which then fail.
library Frost {
    /// The order of the group.
    uint256 internal constant N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    /// The prime of the field.
    uint256 internal constant P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;
    /// The context string of the ciphersuite with "chal", and its length as the last byte (RFC 9380 section 5.3.1).
    bytes private constant DST_PRIME = "FROST-secp256k1-SHA256-v1chal\x1d";

    error KeyNotCanonical();
    error KeyNotOnCurve();
    error NonceNotCanonical();
    error NonceNotOnCurve();
    error ResponseNotCanonical();
    error ChallengeIsZero();
    error NoSigner();
    error OtherSigner();

    /// Reverts unless (x, y) can be a key of this verification. x = 0 is on no point of the curve.
    function checkKey(uint256 x, uint256 y) internal pure {
        // r of ecrecover is below the order, not below the prime: a key above it could never sign (odds of 2⁻¹²⁷).
        if (x >= N) revert KeyNotCanonical();
        // y + P has the other parity: the account would obey −P and not P.
        if (y >= P) revert KeyNotCanonical();
        // Off the curve nobody has the key, and what is sent to the account stays there.
        if (!onCurve(x, y)) revert KeyNotOnCurve();
    }

    /// Reverts unless (rx, ry, z) is a signature of `digest` under the key (px, py), which `checkKey` has let pass.
    function verify(uint256 px, uint256 py, bytes32 digest, uint256 rx, uint256 ry, uint256 z) internal pure {
        checkNonce(rx, ry);
        checkEquation(px, py, challenge(rx, ry, px, py, digest), z, pointAddress(rx, ry));
    }

    /// Reverts unless R is written the one way that a point has.
    function checkNonce(uint256 rx, uint256 ry) internal pure {
        if (rx >= P) revert NonceNotCanonical();
        if (ry >= P) revert NonceNotCanonical();
        if (!onCurve(rx, ry)) revert NonceNotOnCurve();
    }

    /// Reverts unless `signer` is the address of z·G − c·P, and z is written the one way that a scalar has.
    function checkEquation(uint256 px, uint256 py, uint256 c, uint256 z, address signer) internal pure {
        // z and z + N say the same: with both allowed anybody could write a signature in a second way.
        if (z >= N) revert ResponseNotCanonical();
        // With c = 0 the key would not enter the equation at all.
        if (c == 0) revert ChallengeIsZero();
        uint256 m = N - mulmod(z, px, N);
        uint256 s = N - mulmod(c, px, N);
        address recovered = ecrecover(bytes32(m), uint8(27 + (py & 1)), bytes32(px), bytes32(s));
        // The precompile's way to say no, which must not pass for an address.
        if (recovered == address(0)) revert NoSigner();
        if (recovered != signer) revert OtherSigner();
    }

    /// H2 of the ciphersuite: hash_to_field with expand_message_xmd (RFC 9380 sections 5.2 and 5.3.1), 48 bytes mod N.
    function challenge(uint256 rx, uint256 ry, uint256 px, uint256 py, bytes32 digest) internal pure returns (uint256) {
        bytes memory message = abi.encodePacked(uint8(2 + (ry & 1)), rx, uint8(2 + (py & 1)), px, digest);
        bytes32 b0 = sha256(abi.encodePacked(bytes32(0), bytes32(0), message, uint16(48), uint8(0), DST_PRIME));
        bytes32 b1 = sha256(abi.encodePacked(b0, uint8(1), DST_PRIME));
        bytes32 b2 = sha256(abi.encodePacked(b0 ^ b1, uint8(2), DST_PRIME));
        return addmod(mulmod(uint256(b1), 1 << 128, N), uint256(b2) >> 128, N);
    }

    /// The Ethereum address of a point.
    function pointAddress(uint256 x, uint256 y) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(x, y)))));
    }

    function onCurve(uint256 x, uint256 y) private pure returns (bool) {
        return mulmod(y, y, P) == addmod(mulmod(x, mulmod(x, x, P), P), 7, P);
    }
}
