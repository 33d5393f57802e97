package io.espalier.engine.dl4j;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/**
 * Asks CUDA what there is, through the CUDA runtime of the build. By reflection, since builds for
 * the CPU have no such classes; and before ND4J is loaded, which would print and throw on its own.
 */
final class CudaProbe {
  private static final String RUNTIME = "org.bytedeco.cuda.global.cudart";

  // Numbers of CUDA's own headers.
  private static final int MAJOR = 75;
  private static final int MINOR = 76;
  private static final int NO_DEVICE = 100;

  private static final Path MODULE = Path.of("/proc/driver/nvidia/version");
  private static final Pattern RELEASE = Pattern.compile("\\b\\d+\\.\\d+(\\.\\d+)?\\b");

  private CudaProbe() {}

  /** What was found when it was asked first. */
  static CudaMachine machine() {
    return Asked.MACHINE;
  }

  private static CudaMachine ask() {
    // First, since it settles where JavaCPP writes.
    if (!NativeBuild.forCuda()) {
      return new CudaMachine("this is a build for the CPU", 0, 0, null, List.of());
    }
    try {
      int runtime = Class.forName(RUNTIME).getField("CUDART_VERSION").getInt(null);
      int driver = number("cudaDriverGetVersion");
      List<CudaMachine.Device> devices = new ArrayList<>();
      // Starts the driver, which the functions below ask.
      int count = driver < CudaMachine.OLDEST_DRIVER ? 0 : number("cudaGetDeviceCount");
      for (int i = 0; i < count; i++) {
        devices.add(device(i));
      }
      return new CudaMachine(null, driver, runtime, release(), devices);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return new CudaMachine(cause(e), 0, 0, release(), List.of());
    }
  }

  /** What a function writes, 0 where the driver shows no card. */
  private static int number(String function) throws ReflectiveOperationException {
    int[] answer = {0};
    int status = (int) call(function, new Class<?>[] {int[].class}, (Object) answer);
    if (status == NO_DEVICE) {
      return 0;
    }
    require(status, function);
    return answer[0];
  }

  private static void require(int status, String function) throws ReflectiveOperationException {
    if (status != 0) {
      Object text = call("cudaGetErrorString", new Class<?>[] {int.class}, status);
      String reason = text instanceof BytePointer chars ? chars.getString() : "";
      throw new IllegalStateException(function + " says " + status + ", " + reason);
    }
  }

  private static CudaMachine.Device device(int index) throws ReflectiveOperationException {
    int[] device = {0};
    status("cuDeviceGet", new Class<?>[] {int[].class, int.class}, device, index);
    byte[] name = new byte[256];
    Class<?>[] ofName = {byte[].class, int.class, int.class};
    status("cuDeviceGetName", ofName, name, name.length, device[0]);
    try (SizeTPointer bytes = new SizeTPointer(1)) {
      status("cuDeviceTotalMem", new Class<?>[] {SizeTPointer.class, int.class}, bytes, device[0]);
      return new CudaMachine.Device(
          new String(name, StandardCharsets.UTF_8).split("\0", 2)[0],
          bytes.get(),
          attribute(MAJOR, index),
          attribute(MINOR, index));
    }
  }

  private static int attribute(int attribute, int device) throws ReflectiveOperationException {
    int[] answer = {0};
    Class<?>[] types = {int[].class, int.class, int.class};
    status("cudaDeviceGetAttribute", types, answer, attribute, device);
    return answer[0];
  }

  private static void status(String function, Class<?>[] types, Object... arguments)
      throws ReflectiveOperationException {
    require((int) call(function, types, arguments), function);
  }

  private static Object call(String function, Class<?>[] types, Object... arguments)
      throws ReflectiveOperationException {
    try {
      return Class.forName(RUNTIME).getMethod(function, types).invoke(null, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      if (e.getCause() instanceof LinkageError thrown) {
        throw thrown;
      }
      throw e;
    }
  }

  /** The innermost reason: the outer ones say that something could not be loaded, not why. */
  static String cause(Throwable thrown) {
    Throwable innermost = thrown;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    if (message == null) {
      return innermost.getClass().getSimpleName();
    }
    // A loader names the file it was asked for first, a path in a cache.
    int file = message.indexOf(".so: ");
    return file < 0 ? message : message.substring(file + 5);
  }

  private static @Nullable String release() {
    try {
      return Files.isReadable(MODULE) ? release(Files.readString(MODULE)) : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** The driver's release, from what its kernel module says of itself. */
  static @Nullable String release(String module) {
    Matcher number = RELEASE.matcher(module);
    return number.find() ? number.group() : null;
  }

  /** Asked once, and only where somebody wants to know. */
  private static final class Asked {
    static final CudaMachine MACHINE = ask();
  }
}
