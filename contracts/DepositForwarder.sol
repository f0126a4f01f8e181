// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// The code behind every deposit address: it can do one thing, send what the address has to its holding wallet. The
/// address itself is a minimal proxy (see Factory.sol) that returns at once when it is called without data, and ends
/// with the address of the holding wallet, so there is nothing to initialise and nothing to change.
contract DepositForwarder {
    using SafeERC20 for IERC20;

    /// Where the holding wallet's address stands in the proxy's code.
    uint256 private constant HOLDING_OFFSET = 51;
    /// More than any honest token takes; a token that burns gas leaves enough for the others.
    uint256 private constant GAS_FOR_TOKEN = 300_000;

    /// The native coin, where a token's address is asked for.
    address private constant NATIVE = address(0);

    event Swept(address indexed token, address indexed holding, uint256 amount);
    event SweepFailed(address indexed token);

    error NotEnoughGas();
    error NothingMoved();

    /// Sends all that is here of each token (the zero address: the native coin) to the holding wallet. Anybody may call
    /// it. A token that fails is reported, and the others move all the same.
    function sweep(address[] calldata tokens) external {
        for (uint256 i = 0; i < tokens.length; ++i) {
            // A token that fails for want of gas must not look like one that fails by itself, also when gas is estimated.
            if (gasleft() < GAS_FOR_TOKEN + GAS_FOR_TOKEN / 16) revert NotEnoughGas();
            try this.sweepOne{gas: GAS_FOR_TOKEN}(tokens[i]) {}
            catch {
                emit SweepFailed(tokens[i]);
            }
        }
    }

    /// One token as one step, so that it fails alone. From outside it does no more than `sweep`.
    function sweepOne(address token) external {
        address payable to = payable(holding());
        uint256 amount;
        if (token == NATIVE) {
            amount = address(this).balance;
            if (amount == 0) return;
            (bool ok,) = to.call{value: amount}("");
            if (!ok) revert NothingMoved();
        } else {
            amount = IERC20(token).balanceOf(address(this));
            if (amount == 0) return;
            IERC20(token).safeTransfer(to, amount);
        }
        emit Swept(token, to, amount);
    }

    /// The one wallet that this address sends to.
    function holding() public view returns (address to) {
        assembly ("memory-safe") {
            // The scratch word is zero up to the last 20 bytes, which are the address.
            mstore(0, 0)
            extcodecopy(address(), 12, HOLDING_OFFSET, 20)
            to := mload(0)
        }
    }
}
