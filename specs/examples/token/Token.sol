// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// An ERC-20 token with a capped faucet; the whole initial supply belongs to whoever deploys it.
contract Token is ERC20 {
    uint256 public constant FAUCET_MAX = 1_000 ether;

    /// The faucet gives less than what was asked for.
    error FaucetLimitExceeded(address caller, uint256 asked, uint256 max);

    struct Holding {
        address account;
        uint256 balance;
    }

    constructor(string memory name_, string memory symbol_, uint256 initialSupply) ERC20(name_, symbol_) {
        _mint(msg.sender, initialSupply);
    }

    /// Gives `value` new tokens to `to`.
    function faucet(address to, uint256 value) external {
        if (value > FAUCET_MAX) revert FaucetLimitExceeded(msg.sender, value, FAUCET_MAX);
        _mint(to, value);
    }

    /// Balances of many accounts in one call.
    function holdings(address[] calldata accounts) external view returns (Holding[] memory result) {
        result = new Holding[](accounts.length);
        for (uint256 i = 0; i < accounts.length; i++) {
            result[i] = Holding(accounts[i], balanceOf(accounts[i]));
        }
    }
}
