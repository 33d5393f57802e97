package io.espalier.cli.doctor;

import io.espalier.service.answer.DoctorAnswer.Finding;
import io.espalier.store.text.HumanFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code doctor} says of the JVM and the machine. */
final class MachineFindings {
  private static final long SMALL_DISK_BYTES = 2L << 30;
  private static final long SMALL_HEAP_BYTES = 512L << 20;

  private MachineFindings() {}

  static List<Finding> of(Path home, Map<String, String> environment) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(
            "java",
            System.getProperty("java.version")
                + " ("
                + System.getProperty("java.vendor")
                + "), flags "
                + ManagementFactory.getRuntimeMXBean().getInputArguments()));
    findings.add(heap());
    findings.add(
        Finding.ok(
            "cores",
            Runtime.getRuntime().availableProcessors()
                + ", so many trainings run side by side (--parallel N changes it)"));
    findings.add(threads(environment));
    findings.add(disk(home));
    return findings;
  }

  private static Finding heap() {
    long heap = Runtime.getRuntime().maxMemory();
    return heap < SMALL_HEAP_BYTES
        ? Finding.slow(
            "memory",
            "heap of at most " + HumanFormat.bytes(heap),
            "give it more: ESPALIER_JAVA_OPTS=-Xmx2g")
        : Finding.ok("memory", "heap of at most " + HumanFormat.bytes(heap));
  }

  private static Finding threads(Map<String, String> environment) {
    String threads = environment.get("OMP_NUM_THREADS");
    return "1".equals(threads)
        ? Finding.ok("threads", "one BLAS thread a training (OMP_NUM_THREADS=1)")
        : Finding.slow(
            "threads",
            "OMP_NUM_THREADS is " + (threads == null ? "not set" : threads),
            "start through the launcher, or set OMP_NUM_THREADS=1: trainings run side by side and"
                + " would fight for the cores");
  }

  private static Finding disk(Path home) {
    Path there = home;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      String found = HumanFormat.bytes(free) + " free at " + home;
      return free < SMALL_DISK_BYTES
          ? Finding.slow("disk", found, "free some, or choose another store with --home DIR")
          : Finding.ok("disk", found);
    } catch (IOException e) {
      return Finding.bad(
          "disk", home + " cannot be looked at: " + e.getMessage(), "use --home DIR");
    }
  }
}
