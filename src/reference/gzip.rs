//! The gzip format without compression (RFC 1951, section 3.2.4; RFC 1952): valid, and all that is needed
//! to see what a client does with a coded answer.

/// The most that one stored block holds.
const BLOCK: usize = 0xffff;

/// A gzip member that carries `content` in stored blocks.
pub(super) fn stored(content: &[u8]) -> Vec<u8> {
    // Magic, deflate, no flags, no time, no extra flags, unknown system.
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    for block in content.chunks(BLOCK) {
        push_block(&mut out, 0, block);
    }
    push_block(&mut out, 1, &[]);
    out.extend(crc32(content).to_le_bytes());
    let length = content.len() as u64 & u64::from(u32::MAX);
    out.extend(&length.to_le_bytes()[..4]);
    out
}

fn push_block(out: &mut Vec<u8>, last: u8, block: &[u8]) {
    let [low, high, ..] = block.len().to_le_bytes();
    out.extend([last, low, high, !low, !high]);
    out.extend(block);
}

fn crc32(content: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in content {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    #[test]
    fn crc32_has_its_check_value() {
        assert_eq!(super::crc32(b"123456789"), 0xcbf4_3926);
    }
}
