package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostRuntimeTest {
  @Test
  void modelAndFeaturesOfTheFirstCpuAreNamed() {
    assertThat(
            HostRuntime.cpuFeatures(
                List.of(
                    "processor\t: 0",
                    "vendor_id\t: GenuineIntel",
                    "cpu family\t: 6",
                    "model\t\t: 143",
                    "model name\t: Some CPU",
                    "flags\t\t: fpu avx512f avx2 smep avx",
                    "",
                    "processor\t: 1",
                    "model\t\t: 144")))
        .isEqualTo("GenuineIntel/6/143 avx avx2 avx512f");
    assertThat(
            HostRuntime.cpuFeatures(
                List.of("CPU implementer\t: 0x41", "CPU part\t: 0xd40", "Features\t: asimd fp")))
        .isEqualTo("0x41/0xd40 asimd");
    assertThat(HostRuntime.cpuFeatures(List.of())).isEmpty();
  }
}
