package io.espalier.engine;

/**
 * What decides about the bits of a result: two runtimes that are equal compute equal bits.
 *
 * @param osArch operating system and architecture, such as {@code Linux/amd64}
 * @param cpuFeatures model and features of the CPU, such as {@code GenuineIntel/6/143 avx2 avx512f}
 * @param backend executor backend and its version
 * @param blas BLAS and kernel
 * @param threads threads of one trainer
 * @param device {@code cpu} or the GPU's name
 */
public record NumericRuntime(
    String osArch, String cpuFeatures, String backend, String blas, int threads, String device) {

  /** All of it in one line, as golden digests name the runtime that they hold on. */
  public String text() {
    return String.join("|", osArch, cpuFeatures, backend, blas, Integer.toString(threads), device);
  }
}
