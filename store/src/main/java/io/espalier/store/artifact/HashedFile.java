package io.espalier.store.artifact;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;

/** What a file's bytes hash to. */
record HashedFile(String sha256, long sizeBytes) {
  static HashedFile of(Path file) throws IOException {
    MessageDigest digest = Digest.sha256();
    long size = 0;
    byte[] buffer = new byte[1 << 16];
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        size += n;
      }
    }
    return new HashedFile(Digest.hex(digest.digest()), size);
  }
}
