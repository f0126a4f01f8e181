// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// Tokens for the sandbox and the tests. Anybody may mint: they are worth nothing.
contract TestToken is ERC20 {
    uint8 private immutable places;

    constructor(string memory name, string memory symbol, uint8 decimals_) ERC20(name, symbol) {
        places = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return places;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// Answers nothing, like the USDT of Ethereum.
contract NoReturnToken {
    string public name = "Tether USD";
    string public symbol = "USDT";
    uint8 public constant decimals = 6;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    event Transfer(address indexed from, address indexed to, uint256 value);

    function mint(address to, uint256 amount) external {
        totalSupply += amount;
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        emit Transfer(msg.sender, to, amount);
    }
}

/// Keeps one percent of each transfer.
contract FeeToken is TestToken {
    constructor() TestToken("Fee Token", "FEE", 18) {}

    function _update(address from, address to, uint256 amount) internal override {
        uint256 fee = from == address(0) || to == address(0) ? 0 : amount / 100;
        super._update(from, to, amount - fee);
        if (fee > 0) super._update(from, address(0), fee);
    }
}

/// Keeps one percent of each transfer, and says that it moved all.
contract LyingToken is TestToken {
    constructor() TestToken("Lying Token", "LIE", 18) {}

    mapping(address => uint256) private held;

    function balanceOf(address account) public view override returns (uint256) {
        return held[account];
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0)) held[from] -= amount;
        held[to] += from == address(0) ? amount : amount - amount / 100;
        emit Transfer(from, to, amount);
    }
}

/// Makes a call of somebody's choice in the middle of each transfer, and keeps what came of it.
contract ReentrantToken is TestToken {
    address public target;
    bytes public data;
    bool public called;
    bool public calledWell;

    constructor() TestToken("Reentrant Token", "REE", 18) {}

    function arm(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (target != address(0) && from != address(0)) {
            called = true;
            (calledWell,) = target.call(data);
        }
        super._update(from, to, amount);
    }
}

/// Fails in the way that is set.
contract FailingToken is TestToken {
    enum Way {
        NotAtAll,
        Reverts,
        AnswersFalse,
        BurnsAllGas,
        AnswersMegabytes
    }

    Way public way;

    constructor() TestToken("Failing Token", "FAIL", 18) {}

    function fail(Way way_) external {
        way = way_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (way == Way.Reverts) revert("no");
        if (way == Way.AnswersFalse) return false;
        if (way == Way.BurnsAllGas) {
            assembly {
                invalid()
            }
        }
        if (way == Way.AnswersMegabytes) {
            assembly {
                revert(0, 1000000)
            }
        }
        return super.transfer(to, amount);
    }
}
