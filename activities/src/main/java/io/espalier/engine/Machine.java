package io.espalier.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What executors say about the machine they run on. */
public final class Machine {
  /** The features that native kernels are chosen by. */
  private static final List<String> FEATURES =
      List.of(
          "sse4_2",
          "avx",
          "f16c",
          "fma",
          "avx2",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512dq",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "asimd",
          "sve");

  private Machine() {}

  /** Operating system and architecture, such as {@code Linux amd64}. */
  public static String osArch() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  /** Version and vendor of the Java virtual machine. */
  public static String java() {
    return System.getProperty("java.vm.version") + " " + System.getProperty("java.vm.vendor");
  }

  /**
   * Model of the CPU and those of its features that decide about kernels, such as {@code
   * GenuineIntel 6/143 avx avx2 fma avx512f}; {@code unknown} where the system does not say.
   */
  public static String cpu() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return "unknown";
    }
    try {
      return cpu(Files.readAllLines(file));
    } catch (IOException e) {
      return "unknown";
    }
  }

  static String cpu(List<String> cpuinfo) {
    Map<String, String> first = new HashMap<>();
    for (String line : cpuinfo) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        first.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    List<String> words = new ArrayList<>();
    words.add(first.getOrDefault("vendor_id", first.getOrDefault("CPU implementer", "unknown")));
    words.add(
        first.getOrDefault("cpu family", "?")
            + "/"
            + first.getOrDefault("model", first.getOrDefault("CPU part", "?")));
    String flags = first.getOrDefault("flags", first.getOrDefault("Features", ""));
    Set<String> present = Set.of(flags.split("\\s+"));
    FEATURES.stream().filter(present::contains).forEach(words::add);
    return String.join(" ", words);
  }
}
