package io.espalier.step.worker;

import io.espalier.engine.HostRuntime;
import io.espalier.engine.NumericRuntime;
import io.espalier.store.step.RuntimeInfo;

/** This program and this JVM beside what computes, as they are recorded with every attempt. */
final class ProgramRuntime {
  private ProgramRuntime() {}

  /** The runtime of steps in plain Java. */
  static RuntimeInfo plain() {
    return of(HostRuntime.plain());
  }

  /**
   * What is recorded with an attempt. The program's own part comes from the system properties that
   * the launcher sets ({@code espalier.jars.digest}, {@code espalier.git.commit}, {@code
   * espalier.git.dirty}), {@code unknown} without it.
   */
  static RuntimeInfo of(NumericRuntime numeric) {
    return new RuntimeInfo(
        System.getProperty("espalier.jars.digest", "unknown"),
        System.getProperty("espalier.git.commit", "unknown"),
        Boolean.getBoolean("espalier.git.dirty"),
        System.getProperty("java.version") + " " + System.getProperty("java.vendor"),
        numeric.osArch(),
        numeric.cpuFeatures(),
        numeric.backend(),
        numeric.blas(),
        numeric.threads(),
        numeric.device());
  }
}
