// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// An ERC-721 collection in which anybody mints the next token, up to a cap.
contract Nft is ERC721 {
    uint256 public immutable cap;
    uint256 public minted;

    /// Every token of the collection exists already.
    error SoldOut(uint256 cap);

    constructor(string memory name_, string memory symbol_, uint256 cap_) ERC721(name_, symbol_) {
        cap = cap_;
    }

    /// Mints the next token to `to`; ids count from 1.
    function mint(address to) external returns (uint256 tokenId) {
        if (minted == cap) revert SoldOut(cap);
        tokenId = ++minted;
        _safeMint(to, tokenId);
    }
}
