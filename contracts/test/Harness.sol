// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Frost} from "../Frost.sol";

/// The parts of the verification one by one, with values that no hash can be made to give.
contract Harness {
    function verify(uint256 px, uint256 py, bytes32 digest, uint256 rx, uint256 ry, uint256 z) external pure {
        Frost.verify(px, py, digest, rx, ry, z);
    }

    function checkKey(uint256 x, uint256 y) external pure {
        Frost.checkKey(x, y);
    }

    function checkNonce(uint256 x, uint256 y) external pure {
        Frost.checkNonce(x, y);
    }

    function checkEquation(uint256 px, uint256 py, uint256 c, uint256 z, address signer) external pure {
        Frost.checkEquation(px, py, c, z, signer);
    }

    function challenge(uint256 rx, uint256 ry, uint256 px, uint256 py, bytes32 digest) external pure returns (uint256) {
        return Frost.challenge(rx, ry, px, py, digest);
    }
}

/// Looks at where the gas goes: writes down what it got, and can fail or take long.
contract Callee {
    uint256 public gasGot;
    uint256 public calls;

    receive() external payable {}

    function note() external payable {
        gasGot = gasleft();
        calls += 1;
    }

    function refuse() external pure {
        revert("refused");
    }

    function work(uint256 rounds) external {
        for (uint256 i = 0; i < rounds; ++i) calls += 1;
    }
}

/// Sends native coin as `transfer` and `send` of old contracts do: the callee has the stipend of 2,300 gas only.
contract OldSender {
    function send(address payable to) external payable {
        (bool ok,) = to.call{value: msg.value, gas: 0}("");
        require(ok);
    }
}
