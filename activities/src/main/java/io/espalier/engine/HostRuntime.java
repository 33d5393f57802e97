package io.espalier.engine;

import io.espalier.store.step.RuntimeInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This program, this JVM and this machine, as they are recorded with every attempt. */
public final class HostRuntime {
  /** CPU features that numeric libraries choose their kernels by, as Linux spells them. */
  private static final List<String> FEATURES =
      List.of("avx", "avx2", "fma", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16", "asimd");

  private HostRuntime() {}

  /** The runtime of steps in plain Java: no backend, no BLAS, one thread. */
  public static RuntimeInfo plain() {
    return of("java", "none", 1, "cpu");
  }

  /**
   * The runtime of an executor. The program's own part comes from the system properties that the
   * launcher sets ({@code espalier.jars.digest}, {@code espalier.git.commit}, {@code
   * espalier.git.dirty}), {@code unknown} without it.
   *
   * @param backend executor backend and its version
   * @param blas BLAS and kernel
   * @param threads threads of one trainer
   * @param device {@code cpu} or the GPU's name
   */
  public static RuntimeInfo of(String backend, String blas, int threads, String device) {
    return new RuntimeInfo(
        System.getProperty("espalier.jars.digest", "unknown"),
        System.getProperty("espalier.git.commit", "unknown"),
        Boolean.getBoolean("espalier.git.dirty"),
        System.getProperty("java.version") + " " + System.getProperty("java.vendor"),
        System.getProperty("os.name") + "/" + System.getProperty("os.arch"),
        cpuFeatures(),
        backend,
        blas,
        threads,
        device);
  }

  /** The features of the first CPU that matter here, sorted; empty where Linux does not tell. */
  static String cpuFeatures() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .limit(1)
          .flatMap(line -> Arrays.stream(line.split("\\s+")))
          .filter(FEATURES::contains)
          .collect(Collectors.toCollection(TreeSet::new))
          .stream()
          .collect(Collectors.joining(" "));
    } catch (IOException | java.io.UncheckedIOException e) {
      return "";
    }
  }
}
