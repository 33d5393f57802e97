package io.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.espalier.catalog.TestCatalog;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.plan.treatment.Finetune;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that are too large, too deep, or no text at all. */
class HostileSourcesTest {
  @TempDir Path folder;

  @Test
  void aTerabyteIsRefusedWithoutBeingRead() throws IOException {
    Path file = folder.resolve("huge.yaml");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(1L << 40);
    }

    assertThat(refused(file))
        .hasMessage(file + ": 1099511627776 bytes (expected: at most 1048576 bytes)");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileWithoutAnEndIsReadNoFurtherThanTheLimit() {
    assertThat(refused(Path.of("/dev/zero")))
        .hasMessage("/dev/zero: more than 1048576 bytes (expected: at most 1048576 bytes)");
  }

  @Test
  void missingFilesAndFoldersAreSaidToBeSo() {
    Path missing = folder.resolve("missing.yaml");

    assertThat(refused(missing))
        .hasMessage(missing + ": no such file (expected: an experiment file)");
    assertThat(refused(folder)).hasMessage(folder + ": a folder (expected: an experiment file)");
  }

  @Test
  void emptyFilesAreSaidToBeEmpty() {
    String message = "x.yaml: an empty file (expected: keys and values, beginning with name:)";

    assertThat(refused("")).hasMessage(message);
    assertThat(refused("# only a comment\n")).hasMessage(message);
    assertThat(refused("---\n"))
        .hasMessage("x.yaml:2:1: nothing (expected: keys and values, beginning with name:)");
  }

  @Test
  void documentsThatAreNoMappingAreRefused() {
    assertThat(refused("- a\n"))
        .hasMessage("x.yaml:1:1: a list (expected: keys and values, beginning with name:)");
  }

  @Test
  void bytesThatAreNoTextAreNamedWithTheirPlace() {
    byte[] latin = "name: ok\n# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(refused(latin)).hasMessage("x.yaml:2:6: the byte 0xE9 (expected: UTF-8 text)");
    assertThat(refused("name: bell\u0007"))
        .hasMessage("x.yaml:1:11: the control character U+0007 (expected: printable text)");
    assertThat(refused("name:\n  \u0000"))
        .hasMessage("x.yaml:2:3: the control character U+0000 (expected: printable text)");
    assertThat(refused("name: \uD83C\uDF33\u001b[31m"))
        .hasMessage("x.yaml:1:8: the control character U+001B (expected: printable text)");
  }

  @Test
  void halfACharacterAtTheEndIsNoText() {
    byte[] cut = {'n', 'a', 'm', 'e', ':', ' ', (byte) 0xC3};

    assertThat(refused(cut)).hasMessage("x.yaml:1:7: the byte 0xC3 (expected: UTF-8 text)");
  }

  @Test
  void nestingIsRefusedLongBeforeItIsDeep() {
    assertThat(refused("[".repeat(1_000_000)))
        .hasMessage("x.yaml:1:22: more than 20 levels (expected: fewer levels)");
    assertThat(refused("{a: ".repeat(200_000)))
        .hasMessage("x.yaml:1:82: more than 20 levels (expected: fewer levels)");
  }

  @Test
  void aliasBombsAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 100; i++) {
      bomb.append("a").append(i).append(": &a").append(i);
      bomb.append(" [*a").append(i - 1).append(", *a").append(i - 1).append("]\n");
    }

    assertThat(refused(bomb.toString()))
        .hasMessage("x.yaml:12:12: more than 20 aliases (expected: fewer aliases)");
  }

  @Test
  void aFewAliasesAreWelcome() {
    Experiment experiment =
        Experiments.parse(
            "x.yaml",
            """
            name: aliases
            data: mnist
            model: lenet-300-100
            train: {optimizer: sgd, learning_rate: &rate 0.1, batch: 10, iterations: 5}
            prune: {rounds: 1, fraction: 0.5}
            arms:
              a: {after_prune: {finetune: {learning_rate: *rate}}}
            """
                .getBytes(StandardCharsets.UTF_8),
            TestCatalog.get());

    assertThat(TestFiles.arm(experiment, "a").afterPrune())
        .isEqualTo(
            new Named("finetune", new Finetune.Settings(5L, LearningRateConfig.constant(0.1))));
  }

  @Test
  void floodsOfKeysAndLettersGiveOneShortError() {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      keys.append("k").append(i).append(": 1\n");
    }

    assertThat(refused(keys.toString()).getMessage()).startsWith("x.yaml:1:1: unknown key k0");
    assertThat(refused("name: " + "x".repeat(100_000)).getMessage()).hasSizeLessThan(300);
    assertThat(refused("x".repeat(100_000) + ": 1").getMessage()).hasSizeLessThan(300);
  }

  private static ExperimentException refused(String text) {
    return refused(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ExperimentException refused(byte[] bytes) {
    return catchThrowableOfType(
        ExperimentException.class, () -> Experiments.parse("x.yaml", bytes, TestCatalog.get()));
  }

  private static ExperimentException refused(Path file) {
    return catchThrowableOfType(
        ExperimentException.class, () -> Experiments.load(file, List.of(), TestCatalog.get()));
  }
}
