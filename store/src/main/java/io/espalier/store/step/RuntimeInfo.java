package io.espalier.store.step;

import io.espalier.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What an attempt ran on. A checkpoint is only continued where {@link #numeric} is equal.
 *
 * @param jar SHA-256 over the program's jars
 * @param gitCommit commit of the sources, {@code unknown} outside a checkout
 * @param dirty whether the sources differed from that commit
 * @param java version and vendor
 * @param osArch operating system and architecture
 * @param cpuFeatures such as {@code avx512f}
 * @param backend executor backend and its version
 * @param blas BLAS and kernel
 * @param threads threads of one trainer
 * @param device {@code cpu} or the GPU's name
 */
public record RuntimeInfo(
    String jar,
    String gitCommit,
    boolean dirty,
    String java,
    String osArch,
    String cpuFeatures,
    String backend,
    String blas,
    int threads,
    String device) {

  /** SHA-256 over all of it: 64 lowercase hex digits that name a runtime. */
  public String digest() {
    MessageDigest digest = Digest.sha256();
    for (String field : new String[] {jar, gitCommit, String.valueOf(dirty), java, numeric()}) {
      byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
      digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
      digest.update((byte) ':');
      digest.update(bytes);
    }
    return Digest.hex(digest.digest());
  }

  /** The part that decides about the bits of a result. */
  public String numeric() {
    return String.join("|", osArch, cpuFeatures, backend, blas, Integer.toString(threads), device);
  }
}
