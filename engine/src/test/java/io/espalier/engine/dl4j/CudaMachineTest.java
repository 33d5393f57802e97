package io.espalier.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.ExecutorDescriptor.Lack;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaMachineTest {
  private static final int DRIVER = 12_020;
  private static final int RUNTIME = 11_060;

  @Test
  void aMachineThatFitsIsDescribed() {
    CudaMachine machine = machine(DRIVER, device("NVIDIA A10", 8, 6));
    assertThat(machine.lack()).isEmpty();
    assertThat(machine.cards()).isEqualTo("NVIDIA A10, 22.0 GiB, compute capability 8.6");
    assertThat(machine.versions()).isEqualTo("CUDA 11.6, driver 535.104.05 for CUDA 12.2");
  }

  @ParameterizedTest
  @CsvSource({
    "3, 5, false",
    "3, 7, true",
    "5, 0, true",
    "5, 3, true",
    "6, 2, true",
    "7, 5, true",
    "8, 0, true",
    "8, 9, true",
    "9, 0, false",
    "10, 0, false",
    "12, 0, false"
  })
  void cardsFitForWhoseMajorNumberThereIsCodeOfTheSameOrALowerMinorOne(
      int major, int minor, boolean fits) {
    CudaMachine machine = machine(DRIVER, device("card", major, minor));
    assertThat(machine.lack().isEmpty()).isEqualTo(fits);
    if (!fits) {
      assertThat(found(machine))
          .startsWith("card has compute capability " + major + "." + minor)
          .contains("it was built for 3.7, 5.0, 5.2");
    }
  }

  @Test
  void oneCardThatDoesNotFitIsEnoughSinceThreadsAreSpreadOverAll() {
    CudaMachine machine = machine(DRIVER, device("old", 8, 0), device("new", 9, 0));
    assertThat(found(machine)).startsWith("new has compute capability 9.0");
    assertThat(lack(machine).mend()).contains("CUDA_VISIBLE_DEVICES");
  }

  @ParameterizedTest
  @CsvSource({"10020, false", "11000, true", "11060, true", "13000, true"})
  void driversFromCuda11OnFit(int driver, boolean fits) {
    CudaMachine machine = machine(driver, device("card", 7, 0));
    assertThat(machine.lack().isEmpty()).isEqualTo(fits);
  }

  @Test
  void anOldDriverIsNamedWithTheOneToInstall() {
    CudaMachine machine = new CudaMachine(null, 10_020, RUNTIME, "440.33.01", List.of());
    assertThat(found(machine))
        .isEqualTo("the driver 440.33.01 for CUDA 10.2 is too old for CUDA 11.6");
    assertThat(lack(machine).mend()).startsWith("install driver 450.80.02 or newer");
  }

  @Test
  void aMachineWithoutDriverOrCardIsToldWhatToLookAt() {
    CudaMachine none = new CudaMachine("libcuda.so.1: cannot open it", 0, RUNTIME, null, List.of());
    assertThat(found(none)).startsWith("there is no NVIDIA driver (libcuda.so.1");
    assertThat(lack(none).mend()).contains("nvidia-smi").contains("--gpus all");
    assertThat(found(new CudaMachine(null, 0, RUNTIME, null, List.of())))
        .isEqualTo("there is no NVIDIA driver");
    assertThat(found(machine(DRIVER))).endsWith("shows no card");
    assertThat(found(new CudaMachine("cudaGetDeviceCount says 802", 0, 0, null, List.of())))
        .isEqualTo("CUDA does not start: cudaGetDeviceCount says 802");
  }

  @ParameterizedTest
  @CsvSource({
    "'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19', 535.104.05",
    "'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54  Release', 550.54",
  })
  void theKernelModuleTellsTheRelease(String module, String release) {
    assertThat(CudaProbe.release(module)).isEqualTo(release);
  }

  @Test
  void theReasonOfALibraryThatDoesNotLoadIsTheInnermostWithoutTheFileThatWasAskedFor() {
    Throwable outer = new UnsatisfiedLinkError("no jnicudart in java.library.path");
    outer.initCause(new UnsatisfiedLinkError("/cache/libjnicudart.so: libcuda.so.1: cannot open"));
    assertThat(CudaProbe.cause(new ExceptionInInitializerError(outer)))
        .isEqualTo("libcuda.so.1: cannot open");
    assertThat(CudaProbe.cause(new StackOverflowError())).isEqualTo("StackOverflowError");
  }

  private static CudaMachine machine(int driver, CudaMachine.Device... devices) {
    return new CudaMachine(null, driver, RUNTIME, "535.104.05", List.of(devices));
  }

  private static CudaMachine.Device device(String name, int major, int minor) {
    return new CudaMachine.Device(name, 22L << 30, major, minor);
  }

  private static Lack lack(CudaMachine machine) {
    return machine.lack().orElseThrow();
  }

  private static String found(CudaMachine machine) {
    return lack(machine).found();
  }
}
