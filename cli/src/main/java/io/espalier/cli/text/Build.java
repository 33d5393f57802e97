package io.espalier.cli.text;

/** Which build of Espalier this is; the launcher says so in system properties. */
public final class Build {
  private Build() {}

  /** Version of the jar, {@code development} outside one. */
  public static String version() {
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Commit of the sources, {@code unknown} where the launcher did not say. */
  public static String commit() {
    return System.getProperty("espalier.git.commit", "unknown");
  }

  /** Whether the sources differed from that commit. */
  public static boolean dirty() {
    return Boolean.getBoolean("espalier.git.dirty");
  }
}
