package io.espalier.engine.dl4j;

import io.espalier.catalog.ExecutorDescriptor.Lack;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What CUDA says of a machine, and whether ND4J's backend runs on it.
 *
 * @param failure why CUDA could not be asked at all, null where it could
 * @param driver newest CUDA that the driver serves, as CUDA writes it: {@code 12020} for 12.2; 0
 *     without a driver
 * @param runtime the CUDA that the backend was built with, in the same form
 * @param release the driver's own number, such as {@code 535.104.05}; null where it is not known
 * @param devices those that the backend may use
 */
record CudaMachine(
    @Nullable String failure,
    int driver,
    int runtime,
    @Nullable String release,
    List<Device> devices) {
  /**
   * Compute capabilities that nd4j-cuda-11.6 1.0.0-M2.1 holds machine code for, as major · 10 +
   * minor: read from its library. It holds no PTX that a driver could compile for newer ones.
   */
  static final List<Integer> BUILT_FOR = List.of(37, 50, 52, 60, 61, 70, 75, 80, 86);

  /** A driver of any CUDA 11 runs what was built with another CUDA 11. */
  static final int OLDEST_DRIVER = 11_000;

  private static final String CPU = "start without ESPALIER_BACKEND=cuda to train on the CPU";

  /**
   * A card.
   *
   * @param name as the driver calls it
   * @param bytes of memory
   * @param major of its compute capability
   * @param minor of its compute capability
   */
  record Device(String name, long bytes, int major, int minor) {
    /** Whether the backend holds machine code for it: that of its major number, up to its minor. */
    boolean fits() {
      return BUILT_FOR.stream().anyMatch(built -> built / 10 == major && built % 10 <= minor);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s, %.1f GiB, compute capability %d.%d",
          name,
          bytes / (double) (1L << 30),
          major,
          minor);
    }
  }

  /** What keeps the backend from running here; empty where nothing does. */
  Optional<Lack> lack() {
    if (failure != null && failure.contains("libcuda.so.1")) {
      return lack(
          "there is no NVIDIA driver (" + failure + ")",
          "install the card's driver and check with `nvidia-smi` (CUDA itself is part of this build;"
              + " into a container hand the card with `--gpus all`)");
    }
    if (failure != null) {
      return lack("CUDA does not start: " + failure, "see whether `nvidia-smi` lists the card");
    }
    if (driver < OLDEST_DRIVER) {
      String found =
          driver == 0
              ? "there is no NVIDIA driver"
              : "the driver " + driverName() + " is too old for CUDA " + version(runtime);
      return lack(found, "install driver 450.80.02 or newer (Windows: 452.39)");
    }
    if (devices.isEmpty()) {
      return lack(
          "the driver " + driverName() + " shows no card",
          "see whether `nvidia-smi` lists the card and CUDA_VISIBLE_DEVICES does not hide it");
    }
    // ND4J spreads its threads over all of them.
    return devices.stream().filter(device -> !device.fits()).findFirst().map(this::unfit);
  }

  /** The cards, in words. */
  String cards() {
    return devices.stream().map(Device::toString).collect(Collectors.joining("; "));
  }

  /** CUDA and driver, in words. */
  String versions() {
    return "CUDA " + version(runtime) + ", driver " + driverName();
  }

  private Lack unfit(Device device) {
    String built =
        BUILT_FOR.stream()
            .map(number -> number / 10 + "." + number % 10)
            .collect(Collectors.joining(", "));
    return new Lack(
        String.format(
            Locale.ROOT,
            "%s has compute capability %d.%d, for which ND4J's backend holds no code (it was built"
                + " for %s)",
            device.name(),
            device.major(),
            device.minor(),
            built),
        "show it older cards alone with CUDA_VISIBLE_DEVICES (up to Ada: 3.7, 5.0 to 8.9), or "
            + CPU);
  }

  private String driverName() {
    String serves = "for CUDA " + version(driver);
    return release == null ? serves : release + " " + serves;
  }

  private static Optional<Lack> lack(String found, String mend) {
    return Optional.of(new Lack(found, mend + ", or " + CPU));
  }

  private static String version(int number) {
    return number / 1000 + "." + number % 1000 / 10;
  }
}
