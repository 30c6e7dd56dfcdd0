//! SM4 (GB/T 32907-2016) for bulk: several blocks abreast, because one alone leaves the processor waiting for itself.
//!
//! The cipher is that of the crate `sm4`, which the tests hold it to; counter mode hands over blocks in eights.

use aes_gcm::{
    KeyInit, KeySizeUser,
    aes::cipher::{
        Block, BlockCipherEncBackend, BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser, InOut, Key, ParBlocks,
        ParBlocksSizeUser,
        consts::{U8, U16},
    },
};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The system parameter FK.
const FK: [u32; 4] = [0xa3b1_bac6, 0x56aa_3350, 0x677d_9197, 0xb270_22dc];
/// The S-box: an affine map around the inverse in GF(2⁸) modulo x⁸+x⁷+x⁶+x⁵+x⁴+x²+1.
const SBOX: [u8; 256] = sbox();
/// The round's substitution and linear map of a word's first byte; the others are its rotations.
const TABLE: [u32; 256] = table();

/// SM4 under one key.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Sm4Lanes([u32; 32]);

impl KeySizeUser for Sm4Lanes {
    type KeySize = U16;
}

impl BlockSizeUser for Sm4Lanes {
    type BlockSize = U16;
}

impl ParBlocksSizeUser for Sm4Lanes {
    type ParBlocksSize = U8;
}

impl KeyInit for Sm4Lanes {
    fn new(key: &Key<Self>) -> Self {
        let mut k = words(key.as_ref());
        for (word, parameter) in k.iter_mut().zip(FK) {
            *word ^= parameter;
        }
        let mut round_keys = [0; 32];
        for (round, key) in round_keys.iter_mut().enumerate() {
            let word = (k[1] ^ k[2] ^ k[3] ^ fixed(round)).to_be_bytes().map(|byte| SBOX[usize::from(byte)]);
            let word = u32::from_be_bytes(word);
            *key = k[0] ^ word ^ word.rotate_left(13) ^ word.rotate_left(23);
            k = [k[1], k[2], k[3], *key];
        }
        k.zeroize();
        Sm4Lanes(round_keys)
    }
}

impl Sm4Lanes {
    /// Every round over `N` blocks side by side.
    fn rounds<const N: usize>(&self, blocks: &mut [[u32; 4]; N]) {
        for key in &self.0 {
            for x in &mut *blocks {
                let next = x[0] ^ mixed(x[1] ^ x[2] ^ x[3] ^ key);
                *x = [x[1], x[2], x[3], next];
            }
        }
    }
}

impl BlockCipherEncrypt for Sm4Lanes {
    fn encrypt_with_backend(&self, f: impl BlockCipherEncClosure<BlockSize = Self::BlockSize>) {
        f.call(self);
    }
}

impl BlockCipherEncBackend for Sm4Lanes {
    fn encrypt_block(&self, mut block: InOut<'_, '_, Block<Self>>) {
        let mut x = [words(block.get_in().as_ref())];
        self.rounds(&mut x);
        write(x[0], block.get_out());
    }

    fn encrypt_par_blocks(&self, mut blocks: InOut<'_, '_, ParBlocks<Self>>) {
        let mut all = [[0; 4]; 8];
        for (x, block) in all.iter_mut().zip(blocks.get_in()) {
            *x = words(block.as_ref());
        }
        self.rounds(&mut all);
        for (x, block) in all.iter().zip(blocks.get_out()) {
            write(*x, block);
        }
    }
}

/// The round function T.
fn mixed(word: u32) -> u32 {
    let [a, b, c, d] = word.to_be_bytes().map(|byte| TABLE[usize::from(byte)]);
    a ^ b.rotate_right(8) ^ c.rotate_right(16) ^ d.rotate_right(24)
}

/// The fixed parameter CK of a round.
fn fixed(round: usize) -> u32 {
    (0..4).fold(0, |word, byte| (word << 8) | ((4 * round as u32 + byte) * 7 % 256))
}

fn words(block: &[u8; 16]) -> [u32; 4] {
    let (words, _) = block.as_chunks::<4>();
    [words[0], words[1], words[2], words[3]].map(u32::from_be_bytes)
}

/// The output is the last four words, the last first.
fn write(x: [u32; 4], block: &mut Block<Sm4Lanes>) {
    let (places, _) = block.as_chunks_mut::<4>();
    for (place, word) in places.iter_mut().zip(x.iter().rev()) {
        *place = word.to_be_bytes();
    }
}

const fn sbox() -> [u8; 256] {
    let mut sbox = [0; 256];
    let mut at = 0;
    while at < 256 {
        sbox[at] = affine(inverse(affine(at as u8)));
        at += 1;
    }
    sbox
}

const fn affine(x: u8) -> u8 {
    x ^ x.rotate_left(1) ^ x.rotate_left(3) ^ x.rotate_left(6) ^ x.rotate_left(7) ^ 0xd3
}

/// x²⁵⁴, which is the inverse, and 0 of 0.
const fn inverse(x: u8) -> u8 {
    let (mut power, mut times) = (1, 0);
    while times < 254 {
        power = product(power, x);
        times += 1;
    }
    power
}

const fn product(a: u8, b: u8) -> u8 {
    let (mut a, mut b, mut sum) = (a as u16, b, 0);
    while b > 0 {
        if b & 1 == 1 {
            sum ^= a;
        }
        a <<= 1;
        if a & 0x100 != 0 {
            a ^= 0x1f5;
        }
        b >>= 1;
    }
    sum as u8
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let word = (SBOX[at] as u32) << 24;
        table[at] = word ^ word.rotate_left(2) ^ word.rotate_left(10) ^ word.rotate_left(18) ^ word.rotate_left(24);
        at += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sm4::Sm4;

    /// GB/T 32907-2016 appendix A, example 1.
    #[test]
    fn agrees_with_the_standard() {
        let text = hex::decode("0123456789abcdeffedcba9876543210").unwrap();
        let mut block = Block::<Sm4Lanes>::try_from(text.as_slice()).unwrap();
        BlockCipherEncrypt::encrypt_block(&Sm4Lanes::new_from_slice(&text).unwrap(), &mut block);
        assert_eq!(hex::encode(block), "681edf34d206965e86b3e94f536e4246");
    }

    proptest! {
        #[test]
        fn gives_what_the_one_block_cipher_gives(key: [u8; 16], blocks: [[u8; 16]; 19]) {
            let mut ours = blocks.map(Block::<Sm4Lanes>::from);
            let mut theirs = ours;
            BlockCipherEncrypt::encrypt_blocks(&Sm4Lanes::new(&key.into()), &mut ours);
            BlockCipherEncrypt::encrypt_blocks(&Sm4::new(&key.into()), &mut theirs);
            prop_assert_eq!(ours, theirs);
        }
    }
}
