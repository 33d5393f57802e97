package io.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.optimizer.Adam;
import io.espalier.catalog.optimizer.Momentum;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.plan.treatment.Finetune;
import io.espalier.plan.treatment.Rewind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --set key=value} over the shipped quickstart. */
class OverridesTest {
  @Test
  void valuesAreReplacedAndAdded() {
    Experiment experiment =
        TestFiles.quickstart(
            "train.iterations=100",
            "train.evaluate_every=50",
            "seed=7",
            "prune.ignore=[fc2]",
            "tasks.retries=2");

    assertThat(experiment.train().iterations()).isEqualTo(100);
    assertThat(experiment.train().evaluateEvery()).isEqualTo(50);
    assertThat(experiment.seed()).isEqualTo(7);
    assertThat(TestFiles.prune(experiment).ignore()).containsExactly("fc2");
    assertThat(experiment.tasks().retries()).isEqualTo(2);
    assertThat(experiment.train().batch()).isEqualTo(60);
  }

  @Test
  void theLastOfSeveralWins() {
    assertThat(TestFiles.quickstart("seed=7", "seed=8").seed()).isEqualTo(8);
  }

  @Test
  void shorthandsAreWrittenOutWhereAKeyGoesIntoThem() {
    Experiment experiment =
        TestFiles.quickstart(
            "train.optimizer.adam.weight_decay=1e-4",
            "train.learning_rate.warmup=10",
            "model.name=lenet-300-100",
            "arms.finetune.after_prune.finetune.iterations=30");

    assertThat(experiment.train().optimizer())
        .isEqualTo(new Named("adam", new Adam.Settings(0.9, 0.999, 1e-8, 1e-4)));
    assertThat(experiment.train().learningRate().base()).isEqualTo(0.0012);
    assertThat(experiment.train().learningRate().warmup()).isEqualTo(10);
    assertThat(TestFiles.arm(experiment, "finetune").afterPrune())
        .isEqualTo(
            new Named("finetune", new Finetune.Settings(30L, LearningRateConfig.constant(0.0012))));
  }

  @Test
  void anotherChoiceTakesThePlaceOfTheFirst() {
    Experiment experiment =
        TestFiles.quickstart(
            "train.optimizer.momentum=0.8", "arms.ticket.after_prune.rewind.to=500");

    assertThat(experiment.train().optimizer())
        .isEqualTo(new Named("momentum", new Momentum.Settings(0.8, 0)));
    assertThat(TestFiles.arm(experiment, "ticket").afterPrune())
        .isEqualTo(
            new Named("rewind", new Rewind.Settings(500, Rewind.OptimizerState.FRESH, null)));
  }

  @Test
  void newArmsCanBeAdded() {
    Experiment experiment =
        TestFiles.quickstart("arms.chance={after_prune: {rewind: 0}, prune: {criterion: random}}");

    assertThat(TestFiles.arm(experiment, "chance").prune())
        .isNotNull()
        .extracting(PruneConfig::criterion, PruneConfig::rounds)
        .containsExactly(Named.of("random"), 8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          train.batch=-1 | train.batch: -1 (expected: a whole number from 1 to 1000000)
          train.batch | train.batch (expected: key=value, such as train.batch=120)
          =3 | =3 (expected: key=value, such as train.batch=120)
          train.batch= | train.batch: nothing (expected: a whole number from 1 to 1000000)
          train.batch=[ | expected the node content, but found '<stream end>' (expected: valid YAML)
          train.bacth=1 | train: unknown key bacth (expected: one of: optimizer, learning_rate, batch, iterations, evaluate_every, select, label_smoothing, augment, objective; did you mean batch?)
          trian.batch=1 | unknown key trian (expected: one of: name, data, model, train, prune, arms, replicates, seed, executor, tasks, analyses, claims, study; did you mean train?)
          train..batch=1 | train: unknown key "" (expected: one of: optimizer, learning_rate, batch, iterations, evaluate_every, select, label_smoothing, augment, objective)
          train.batch.x=1 | train.batch: a mapping (expected: a whole number from 1 to 1000000)
          name=!!java.io.File x | the tag tag:yaml.org,2002:java.io.File (expected: a value without a tag)
          prune.criterion=magnitud | prune.criterion: magnitud (expected: one of: l2, magnitude, random, snip; did you mean magnitude?)
          train.iterations=0x10 | train.iterations: 0x10 (expected: a whole number from 1 to 1000000000, or epochs such as 3 epochs)
          arms.reinit.masks_from=reinit | arms.reinit.masks_from: reinit from reinit (expected: an arm that has masks of its own)
          """)
  void mistakesNameTheOption(String setting, String message) {
    assertThatThrownBy(() -> TestFiles.quickstart(setting))
        .isInstanceOf(ExperimentException.class)
        .hasMessage("--set " + setting + ": " + message);
  }
}
