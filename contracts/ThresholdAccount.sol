// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Frost} from "./Frost.sol";

/// One call that the account makes: `gas` is at least what the callee gets.
struct Call {
    address to;
    uint256 value;
    uint256 gas;
    bytes data;
}

/// R as a point and z, as RFC 9591 names them. Never an identity: only the account's nonce is.
struct Signature {
    uint256 rx;
    uint256 ry;
    uint256 z;
}

/// A wallet that obeys a Schnorr signature under one key, of which nobody has more than a share. It has no owner, no
/// initialiser, no upgrade, no delegatecall and no ERC-1271: a signature opens this account and nothing else.
contract ThresholdAccount {
    using BitMaps for BitMaps.BitMap;

    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME = keccak256("ThresholdAccount");
    bytes32 private constant VERSION = keccak256("1");
    bytes32 private constant CALL_TYPE = keccak256("Call(address to,uint256 value,uint256 gas,bytes data)");
    bytes32 private constant EXECUTE_TYPE = keccak256(
        "Execute(Call[] calls,uint256 nonce,uint64 deadline)Call(address to,uint256 value,uint256 gas,bytes data)"
    );

    /// What `execute` itself needs after its checks, and what each call may cost beside the gas of the callee: a cold
    /// address (2,600), a value (9,000), an account that does not exist yet (25,000), and the copies of its data.
    uint256 private constant GAS_FOR_EXECUTE = 60_000;
    uint256 private constant GAS_FOR_CALL = 40_000;
    uint256 private constant GAS_FOR_BYTE = 3;

    uint256 public immutable keyX;
    uint256 public immutable keyY;

    BitMaps.BitMap private used;

    /// The nonce is used. `ok` is false when one of the calls failed, and then none of them has happened.
    event Executed(uint256 indexed nonce, bytes32 indexed digest, bool ok);

    error Expired();
    error NonceUsed();
    error BadDestination();
    error NotEnoughGas();
    error OnlySelf();
    error CallFailed(uint256 index);

    constructor(uint256 x, uint256 y) {
        Frost.checkKey(x, y);
        keyX = x;
        keyY = y;
    }

    receive() external payable {}

    /// Makes the calls, all or none, if `signature` is one of exactly this, for this account on this chain. Anybody may
    /// send it. No calls at all is allowed: it uses the nonce up, which takes back whatever else was signed with it.
    function execute(Call[] calldata calls, uint256 nonce, uint64 deadline, Signature calldata signature) external {
        if (block.timestamp > deadline) revert Expired();
        if (used.get(nonce)) revert NonceUsed();
        bytes32 digest = executeDigest(calls, nonce, deadline);
        Frost.verify(keyX, keyY, digest, signature.rx, signature.ry, signature.z);

        uint256 needed = GAS_FOR_EXECUTE;
        for (uint256 i = 0; i < calls.length; ++i) {
            if (calls[i].to == address(0)) revert BadDestination();
            if (calls[i].to == address(this)) revert BadDestination();
            needed += calls[i].gas + GAS_FOR_CALL + GAS_FOR_BYTE * calls[i].data.length;
        }
        // Two calls deep, each keeps a 64th back. With less gas a sender could make the calls fail and use the nonce up.
        if (gasleft() < (needed * 64 * 64) / (63 * 63)) revert NotEnoughGas();

        // Before the calls, so that none of them can do this again.
        used.set(nonce);
        bool ok;
        try this.perform(calls) {
            ok = true;
        } catch {
            ok = false;
        }
        emit Executed(nonce, digest, ok);
    }

    /// The calls as one step that fails as a whole. Only `execute` gets here: the account is no destination of a call.
    function perform(Call[] calldata calls) external {
        if (msg.sender != address(this)) revert OnlySelf();
        for (uint256 i = 0; i < calls.length; ++i) {
            if (!succeeds(calls[i])) revert CallFailed(i);
        }
    }

    /// Whether a nonce was used, whatever became of the calls.
    function isUsed(uint256 nonce) external view returns (bool) {
        return used.get(nonce);
    }

    /// What is signed: EIP-712, with the chain's id as it is now, so that a fork is another chain.
    function executeDigest(Call[] calldata calls, uint256 nonce, uint64 deadline) public view returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            Call calldata c = calls[i];
            hashes[i] = keccak256(abi.encode(CALL_TYPE, c.to, c.value, c.gas, keccak256(c.data)));
        }
        bytes32 message = keccak256(abi.encode(EXECUTE_TYPE, keccak256(abi.encodePacked(hashes)), nonce, deadline));
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, NAME, VERSION, block.chainid, address(this)));
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    /// Makes one call. Data sent to an address without code, and a token's answer `false` to `transfer`, would pass for
    /// success although nothing has moved.
    function succeeds(Call calldata c) private returns (bool ok) {
        if (c.data.length > 0 && c.to.code.length == 0) return false;
        address to = c.to;
        uint256 value = c.value;
        uint256 gasForCallee = c.gas;
        bytes memory data = c.data;
        bool isTransfer = bytes4(c.data) == 0xa9059cbb;
        uint256 answer;
        uint256 size;
        // At most one word of the answer is read: a callee must not be able to use up our gas with a long one.
        assembly ("memory-safe") {
            ok := call(gasForCallee, to, value, add(data, 32), mload(data), 0, 32)
            answer := mload(0)
            size := returndatasize()
        }
        if (isTransfer && size > 0 && (size < 32 || answer != 1)) return false;
    }
}
