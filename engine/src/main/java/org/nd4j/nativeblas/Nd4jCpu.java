package org.nd4j.nativeblas;

import io.espalier.engine.dl4j.NativeBuild;

/**
 * DL4J looks this class up by reflection before it lets its layers use oneDNN, under a name that
 * ND4J has given up; without it convolutions train 5 to 14 times slower.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** What DL4J asks. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /** The only one. */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Whether the native library was built with oneDNN. */
    public boolean isUseMKLDNN() {
      return NativeBuild.hasOneDnn();
    }
  }
}
