// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, Signature, ThresholdAccount} from "./ThresholdAccount.sol";
import {DepositForwarder} from "./DepositForwarder.sol";

/// One deposit address to sweep.
struct Sweep {
    address holding;
    bytes32 salt;
    address[] tokens;
}

/// Makes accounts and deposit addresses at addresses known in advance: CREATE2, with the key or the holding wallet in
/// the init code. It stands at one address on all chains, put there by the deterministic deployer, and has no owner and
/// no state. Making what is already there is success, so nobody can stand in the way by being quicker.
contract Factory {
    /// What making a deposit address takes at most, and what the sweep of one token wants to see (DepositForwarder.sol).
    uint256 private constant GAS_FOR_MAKING = 100_000;
    uint256 private constant GAS_FOR_TOKEN = 330_000;

    /// The code that deposit addresses run.
    address public immutable forwarderCode = address(new DepositForwarder());

    event SweepFailed(address indexed forwarder);

    error NoHolding();
    error NotMade();
    error NotEnoughGas();

    function predictAccount(uint256 x, uint256 y, bytes32 salt) public view returns (address) {
        return predict(salt, keccak256(abi.encodePacked(type(ThresholdAccount).creationCode, abi.encode(x, y))));
    }

    function predictForwarder(address holding, bytes32 salt) public view returns (address) {
        return predict(salt, keccak256(forwarderInitCode(holding)));
    }

    function makeAccount(uint256 x, uint256 y, bytes32 salt) public returns (ThresholdAccount account) {
        account = ThresholdAccount(payable(predictAccount(x, y, salt)));
        if (address(account).code.length == 0) new ThresholdAccount{salt: salt}(x, y);
    }

    function makeForwarder(address holding, bytes32 salt) public returns (DepositForwarder forwarder) {
        // What is sent to a forwarder without a holding wallet could never be moved.
        if (holding == address(0)) revert NoHolding();
        forwarder = DepositForwarder(payable(predictForwarder(holding, salt)));
        if (address(forwarder).code.length > 0) return forwarder;
        bytes memory code = forwarderInitCode(holding);
        address made;
        assembly ("memory-safe") {
            made := create2(0, add(code, 32), mload(code), salt)
        }
        if (made != address(forwarder)) revert NotMade();
    }

    /// Makes the account unless it is there, and has it execute: one chain transaction for the first transfer too.
    function execute(
        uint256 x,
        uint256 y,
        bytes32 salt,
        Call[] calldata calls,
        uint256 nonce,
        uint64 deadline,
        Signature calldata signature
    ) external {
        makeAccount(x, y, salt).execute(calls, nonce, deadline, signature);
    }

    /// Makes and sweeps many deposit addresses. One that fails is reported and does not hold up the others.
    function sweep(Sweep[] calldata sweeps) external {
        for (uint256 i = 0; i < sweeps.length; ++i) {
            if (gasleft() < GAS_FOR_MAKING + GAS_FOR_TOKEN * sweeps[i].tokens.length) revert NotEnoughGas();
            try this.sweepOne(sweeps[i]) {}
            catch {
                emit SweepFailed(predictForwarder(sweeps[i].holding, sweeps[i].salt));
            }
        }
    }

    /// One deposit address as one step. Harmless when called from outside: a sweep only ever goes to the holding wallet.
    function sweepOne(Sweep calldata s) external {
        makeForwarder(s.holding, s.salt).sweep(s.tokens);
    }

    function predict(bytes32 salt, bytes32 codeHash) private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"ff", address(this), salt, codeHash)))));
    }

    /// Ten bytes that return the rest; then, as runtime code of 71 bytes:
    ///
    ///     36 60 05 57 00 5b    called without data: stop, within the 2,300 gas of `transfer` and `send`
    ///     36 3d 3d 37 … 5b f3  EIP-1167, its jump moved on by the six bytes before it (31)
    ///     holding              20 bytes that are never run; DepositForwarder reads them
    function forwarderInitCode(address holding) private view returns (bytes memory) {
        return abi.encodePacked(
            hex"6100473d81600a3d39f3",
            hex"36600557005b",
            hex"363d3d373d3d3d363d73",
            forwarderCode,
            hex"5af43d82803e903d91603157fd5bf3",
            holding
        );
    }
}
