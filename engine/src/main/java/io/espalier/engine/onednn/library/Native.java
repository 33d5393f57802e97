package io.espalier.engine.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.javacpp.Loader;

/** The library, loaded at first use. */
public final class Native {
  private Native() {}

  /** Whether a build for this platform is on the class path; loads nothing. */
  public static boolean present() {
    String library =
        "org/bytedeco/dnnl/" + Loader.getPlatform() + "/" + System.mapLibraryName("jnidnnl");
    return Native.class.getClassLoader().getResource(library) != null;
  }

  /** Such as {@code 3.8.1}. */
  public static String version() {
    dnnl_version_t version = dnnl_version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }

  public static dnnl_stream stream() {
    dnnl_stream stream = new dnnl_stream();
    check(dnnl_stream_create(stream, engine(), dnnl_stream_default_flags), "stream");
    return stream;
  }

  /**
   * Turns a status into an exception.
   *
   * @param what was being done
   */
  public static void check(int status, String what) {
    if (status != dnnl_success) {
      throw new IllegalStateException("oneDNN: " + what + " failed with status " + status);
    }
  }

  /** The engine that all graphs share; thread-safe. */
  public static dnnl_engine engine() {
    return Started.ENGINE;
  }

  /** Holds what exists once the library is loaded. */
  private static final class Started {
    static final dnnl_engine ENGINE = start();

    private static dnnl_engine start() {
      dnnl_engine engine = new dnnl_engine();
      check(dnnl_engine_create(engine, dnnl_cpu, 0), "engine");
      return engine;
    }
  }
}
