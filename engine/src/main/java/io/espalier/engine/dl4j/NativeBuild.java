package io.espalier.engine.dl4j;

import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Which native build of ND4J is on the class path, for which backend; finding out loads nothing.
 */
public final class NativeBuild {
  private static final String BINDINGS = "org/nd4j/linalg/cpu/nativecpu/bindings/";
  private static final String CUDA_BINDINGS = "org/nd4j/linalg/jcublas/bindings/";
  private static final List<String> EXTENSIONS =
      List.of("-onednn-avx512", "-onednn-avx2", "-onednn", "-avx512", "-avx2", "");

  static {
    // JavaCPP would warn on the console that builds for one of its versions run on another, as they
    // have to: ND4J, OpenBLAS and oneDNN were built for three.
    if (System.getProperty("org.bytedeco.javacpp.logger") == null) {
      System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
    }
  }

  private NativeBuild() {}

  /** Whether this is a build for CUDA; it holds none for the CPU. */
  public static boolean forCuda() {
    String library = System.mapLibraryName("jnind4jcuda");
    ClassLoader loader = NativeBuild.class.getClassLoader();
    return loader.getResource(CUDA_BINDINGS + Loader.getPlatform() + "/" + library) != null;
  }

  /**
   * Platform and extension of the build for the CPU, such as {@code linux-x86_64-onednn-avx2}; null
   * without any.
   */
  public static @Nullable String name() {
    String library = System.mapLibraryName("jnind4jcpu");
    ClassLoader loader = NativeBuild.class.getClassLoader();
    for (String extension : EXTENSIONS) {
      String build = Loader.getPlatform() + extension;
      if (loader.getResource(BINDINGS + build + "/" + library) != null) {
        return build;
      }
    }
    return null;
  }

  /** Whether it holds oneDNN. */
  public static boolean hasOneDnn() {
    String name = name();
    return name != null && name.contains("onednn");
  }
}
