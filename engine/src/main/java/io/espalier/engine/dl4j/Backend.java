package io.espalier.engine.dl4j;

import io.espalier.engine.HostRuntime;
import io.espalier.engine.NumericRuntime;
import io.espalier.engine.onednn.OneDnnNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** ND4J's native library: loaded at first use, one thread for each caller, silent. */
final class Backend {
  /** DL4J's layers leave oneDNN alone unless this property says {@code false}. */
  private static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

  private Backend() {}

  /** Loads the library if need be, and lets it work on the calling thread alone. */
  static void prepareThread() {
    // OpenMP keeps this number for each thread that calls it; a second one would spin while it
    // waits for work.
    Started.NATIVE.setOmpNumThreads(1);
  }

  /** What decides about the bits of results. */
  static NumericRuntime runtime() {
    return Started.RUNTIME;
  }

  /** Holds what exists once the library is loaded. */
  private static final class Started {
    static final NativeOps NATIVE = start();
    static final NumericRuntime RUNTIME = describe();

    private static NativeOps start() {
      // First, since it settles where JavaCPP writes.
      if (NativeBuild.forCuda()) {
        // DL4J 1.0.0-M2.1 has no helpers for CUDA, and looks for them with a warning for each
        // layer.
        System.setProperty(HELPERS_DISABLED, "true");
      } else {
        Objects.requireNonNull(NativeBuild.name(), "native build");
        setUnlessSet(HELPERS_DISABLED, "false");
      }
      setUnlessSet("org.nd4j.log.initialization", "false");
      // JavaCPP would ask the system for the process's size at every small allocation, 4 % of a
      // step, to refuse it above a limit that is derived from the Java heap.
      setUnlessSet("org.bytedeco.javacpp.maxphysicalbytes", "0");
      Environment environment = Nd4j.getEnvironment();
      environment.setMaxThreads(1);
      environment.setMaxMasterThreads(1);
      Nd4j.factory().blas().setMaxThreads(1);
      Nd4j.getMemoryManager().togglePeriodicGc(false);
      return NativeOpsHolder.getInstance().getDeviceNativeOps();
    }

    private static NumericRuntime describe() {
      Properties versions = versions();
      if (NativeBuild.forCuda()) {
        CudaMachine machine = CudaProbe.machine();
        String backend = versions.getProperty("backend") + " " + versions.getProperty("nd4j");
        return HostRuntime.of(
            backend + ", " + machine.versions() + ", without cuDNN", "cuBLAS", 1, machine.cards());
      }
      boolean helpers = !Boolean.getBoolean(HELPERS_DISABLED) && BaseMKLDNNHelper.mklDnnEnabled();
      return HostRuntime.of(
          "nd4j-native "
              + versions.getProperty("nd4j")
              + " "
              + Objects.requireNonNull(NativeBuild.name(), "native build")
              + (helpers ? " oneDNN" : "")
              + (OneDnnNetwork.present() ? ", " + OneDnnNetwork.library() : ""),
          Nd4j.factory().blas().getBlasVendor() + " " + versions.getProperty("openblas"),
          1,
          "cpu");
    }

    private static void setUnlessSet(String property, String value) {
      if (System.getProperty(property) == null) {
        System.setProperty(property, value);
      }
    }

    private static Properties versions() {
      Properties versions = new Properties();
      try (InputStream in = Backend.class.getResourceAsStream("versions.properties")) {
        versions.load(Objects.requireNonNull(in, "versions.properties"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return versions;
    }
  }
}
