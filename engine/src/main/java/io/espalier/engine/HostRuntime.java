package io.espalier.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of this machine decides about the bits of a result. */
public final class HostRuntime {
  /** CPU features that numeric libraries choose their kernels by, as Linux spells them. */
  private static final List<String> FEATURES =
      List.of(
          "avx",
          "avx2",
          "fma",
          "avx512f",
          "avx512bw",
          "avx512dq",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "amx_tile",
          "asimd",
          "sve");

  private HostRuntime() {}

  /** The runtime of steps in plain Java: no backend, no BLAS, one thread. */
  public static NumericRuntime plain() {
    return of("java", "none", 1, "cpu");
  }

  /**
   * The runtime of an executor on this machine.
   *
   * @param backend executor backend and its version
   * @param blas BLAS and kernel
   * @param threads threads of one trainer
   * @param device {@code cpu} or the GPU's name
   */
  public static NumericRuntime of(String backend, String blas, int threads, String device) {
    return new NumericRuntime(
        System.getProperty("os.name") + "/" + System.getProperty("os.arch"),
        cpuFeatures(),
        backend,
        blas,
        threads,
        device);
  }

  private static String cpuFeatures() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return "";
    }
    try {
      return cpuFeatures(Files.readAllLines(file));
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Model and features of the first CPU, such as {@code GenuineIntel/6/143 avx avx2}: libraries
   * choose kernels by both. Empty where Linux does not tell.
   */
  static String cpuFeatures(List<String> cpuinfo) {
    Map<String, String> first = new HashMap<>();
    for (String line : cpuinfo) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        first.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    List<String> words = new ArrayList<>();
    String model =
        Stream.of("vendor_id", "cpu family", "model", "CPU implementer", "CPU part")
            .map(first::get)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("/"));
    if (!model.isEmpty()) {
      words.add(model);
    }
    String flags = first.getOrDefault("flags", first.getOrDefault("Features", ""));
    Set<String> present = new HashSet<>(Arrays.asList(flags.split("\\s+")));
    FEATURES.stream().filter(present::contains).forEach(words::add);
    return String.join(" ", words);
  }
}
