package io.espalier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.cli.owner.HttpHeadFuzz;
import io.espalier.data.own.NpzFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The targets of {@code bench/fuzz} on their seeds, among them every input that once showed a
 * fault, and on the seeds damaged at random; always the same.
 */
class FuzzSeedsTest {
  private static final Path SEEDS = Path.of("src/test/resources/fuzz");
  private static final int DAMAGED = 300;

  private interface Target {
    void on(byte[] bytes) throws IOException;
  }

  private static final Map<String, Target> TARGETS = new TreeMap<>();

  static {
    TARGETS.put("Cifar", CifarFuzz::fuzzerTestOneInput);
    TARGETS.put("Experiment", ExperimentFuzz::fuzzerTestOneInput);
    TARGETS.put("HttpHead", HttpHeadFuzz::fuzzerTestOneInput);
    TARGETS.put("Idx", IdxFuzz::fuzzerTestOneInput);
    TARGETS.put("Npz", NpzFuzz::fuzzerTestOneInput);
    TARGETS.put("Picture", PictureFuzz::fuzzerTestOneInput);
    TARGETS.put("Safetensors", SafetensorsFuzz::fuzzerTestOneInput);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("seeds")
  void everySeedAndWhatComesOfDamageIsReadOrRefused(String target, Path seed) throws IOException {
    byte[] bytes = Files.readAllBytes(seed);
    assertThat(TARGETS).containsKey(target);
    Target on = Objects.requireNonNull(TARGETS.get(target));
    on.on(bytes);
    Random random = new Random(7);
    for (int i = 0; i < DAMAGED; i++) {
      byte[] damaged = damaged(bytes, random);
      try {
        on.on(damaged);
      } catch (RuntimeException | Error fault) {
        Path kept = Files.write(Path.of("target", target + "-" + i + ".fault"), damaged);
        throw new AssertionError("damage " + i + ", kept in " + kept, fault);
      }
    }
  }

  @Test
  void everyTargetHasSeeds() throws IOException {
    assertThat(seeds().map(arguments -> arguments.get()[0]).distinct().toList())
        .isEqualTo(List.copyOf(TARGETS.keySet()));
  }

  static Stream<Arguments> seeds() throws IOException {
    List<Arguments> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SEEDS)) {
      files
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(
              file -> seeds.add(Arguments.of(SEEDS.relativize(file).getName(0).toString(), file)));
    }
    return seeds.stream();
  }

  /** One to four changes: a byte, a bit, a cut, a doubled stretch. */
  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] result = bytes.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && result.length > 0; changes--) {
      int at = random.nextInt(result.length);
      switch (random.nextInt(4)) {
        case 0 -> result[at] = (byte) random.nextInt(256);
        case 1 -> result[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> result = Arrays.copyOf(result, at);
        default -> {
          byte[] longer = Arrays.copyOf(result, result.length + 1 + random.nextInt(8));
          System.arraycopy(
              result, at, longer, longer.length - result.length + at, result.length - at);
          result = longer;
        }
      }
    }
    return result;
  }
}
