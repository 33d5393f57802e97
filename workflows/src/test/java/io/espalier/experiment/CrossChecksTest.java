package io.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.TestCatalog;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that are fine by themselves but not together. */
class CrossChecksTest {
  private static final String GOOD =
      """
      name: small
      data: {name: mnist, validation: 5000}
      model: lenet-300-100
      train:
        optimizer: adam
        learning_rate: {base: 0.1, warmup: 100, milestones: [500, 1000]}
        batch: 60
        iterations: 1500
      prune: {rounds: 8, fraction: 0.2, fractions: {output: 0.1}, ignore: [fc2]}
      arms:
        ticket: {after_prune: {rewind: 500}}
        reinit: {after_prune: {reinitialise: 3}, masks_from: ticket}
      """;

  private static final String CONVOLUTIONS =
      GOOD.replace("mnist", "cifar-10").replace("lenet-300-100", "conv-2");

  @Test
  void theFileWithoutMistakesIsFine() {
    assertThat(new Mistake(GOOD, "", "").error()).isNull();
  }

  @Test
  void theExecutorFollowsFromTheLayersUnlessItIsNamed() {
    assertThat(executor(GOOD)).isEqualTo("jvm");
    assertThat(executor(GOOD + "executor: dl4j-cpu\n")).isEqualTo("dl4j-cpu");
    assertThat(executor(GOOD + "executor: null\n")).isEqualTo("jvm");
    assertThat(executor(CONVOLUTIONS)).isEqualTo("dl4j-cpu");
  }

  @Test
  void aBuildForCudaTrainsConvolutionsOnTheCardAndFullyConnectedNetworksOnTheCpu() {
    assertThat(executor(GOOD, TestCatalog.forCuda())).isEqualTo("jvm");
    assertThat(executor(CONVOLUTIONS, TestCatalog.forCuda())).isEqualTo("dl4j-cuda");
    assertThat(executor(GOOD + "executor: dl4j-cuda\n", TestCatalog.forCuda()))
        .isEqualTo("dl4j-cuda");
  }

  @Test
  void anExecutorOfTheOtherBuildIsRefusedWithTheWayThere() {
    assertThatThrownBy(() -> executor(CONVOLUTIONS + "executor: dl4j-cuda\n"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining(
            "executor: dl4j-cuda, not in this build (expected: one that trains conv-2, one of:"
                + " dl4j-cpu; or take the other build)");
    assertThatThrownBy(() -> executor(CONVOLUTIONS + "executor: dl4j-cpu\n", TestCatalog.forCuda()))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("executor: dl4j-cpu, not in this build (expected: ")
        .hasMessageContaining("one of: dl4j-cuda; or take");
  }

  @Test
  void anExecutorThatCannotTrainTheNetworkIsRefused() {
    assertThatThrownBy(() -> executor(CONVOLUTIONS + "executor: jvm\n"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining(
            "executor: jvm, layer conv1 (conv): it runs fully connected ones alone (expected: one"
                + " that trains conv-2, one of: dl4j-cpu");
    assertThatThrownBy(() -> executor(GOOD + "executor: gpu\n"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("one of: dl4j-cpu, dl4j-cuda, jvm");
  }

  private static @Nullable String executor(String file) {
    return executor(file, TestCatalog.get());
  }

  private static @Nullable String executor(String file, Catalog catalog) {
    return Experiments.parse("small.yaml", file.getBytes(StandardCharsets.UTF_8), catalog)
        .executor();
  }

  /** What is wrong, what is replaced by what, where the error is, what it found and expected. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a network for other images | lenet-300-100 | conv-2 | 3:8 | model.name: conv-2 for 3x32x32 in 10 classes | a network for 1x28x28 in 10 classes as mnist has, one of: lenet-300-100
          all examples held out | validation: 5000 | validation: 60000 | 2:33 | data.validation: 60000 | fewer than the 60000 training examples of mnist
          a batch larger than the data | batch: 60 | batch: 55001 | 7:10 | train.batch: 55001 | at most the 55000 examples that are left to train on
          a selection without validation | validation: 5000} && train: | validation: 0} && train:⏎  select: best_validation | 5:11 | train.select: best_validation | final, or examples to validate on in data.validation
          a selection among nothing | train: | train:⏎  select: best_validation | 5:11 | train.select: best_validation | final, or iterations in train.evaluate_every
          a warm-up beyond the end | warmup: 100 | warmup: 1501 | 6:38 | train.learning_rate.warmup: 1501 | at most the 1500 iterations of the training
          a milestone beyond the end | 1000] | 1500] | 6:61 | train.learning_rate.milestones.1: 1500 | less than the 1500 iterations of the training
          milestones out of order | [500, 1000] | [500, 500] | 6:61 | train.learning_rate.milestones.1: 500 | more than 500
          a decay beyond the end | milestones: [500, 1000] | decay: [{linear: 1501}] | 6:51 | train.learning_rate.decay.0: a piece until 1501 | pieces that end one after the other, after iteration 100 and at most at 1500
          a decay within the warm-up | milestones: [500, 1000] | decay: [{hold: 100}] | 6:51 | train.learning_rate.decay.0: a piece until 100 | pieces that end one after the other, after iteration 100 and at most at 1500
          two decays until the end | milestones: [500, 1000] | decay: [linear, cosine] | 6:59 | train.learning_rate.decay.1: a piece until the end of the training | pieces that end one after the other, after iteration 1500 and at most at 1500
          going on at rate 0 | milestones: [500, 1000] && {rewind: 500} | decay: [cosine] && continue | 11:25 | arms.ticket.after_prune: continue at learning rate 0 | a train.learning_rate that ends above 0
          fine-tuning at rate 0 | milestones: [500, 1000] && {rewind: 500} | decay: [{linear: 1400}] && finetune | 11:25 | arms.ticket.after_prune: finetune at learning rate 0 | finetune.learning_rate, or a train.learning_rate that ends above 0
          epochs of a long tail | iterations: 1500 && validation: 5000 | iterations: 5 epochs && long_tail: 0.1, validation: 5000 | 2:32 | data.long_tail: a long tail and lengths in epochs | lengths in iterations, since its examples are counted only when it is made
          a subset of more than there is | validation: 5000 | validation: 5000, subset: {count: 55001} | 2:55 | data.subset.count: 55001 | at most the 55000 examples that are left to train on
          a mean for three channels | validation: 5000 | normalise: {given: {mean: [0, 0, 0], sd: [1]}} | 2:47 | data.normalise.given.mean: 3 numbers | 1, one for each channel of mnist
          rounds at initialisation | `{rounds: 8` | `{at: initialisation, rounds: 8` | 9:8 | prune: at initialisation without densities | densities, each reached in one go
          a late rewind after pruning at initialisation | {rounds: 8, fraction: 0.2, fractions: {output: 0.1}, ignore: [fc2]} | {at: initialisation, densities: [0.5]} | 11:25 | arms.ticket.after_prune: weights from a training, pruned at initialisation | rewind: 0 or reinitialise, since nothing is trained before the mask
          steps with trained weights | fractions: {output: 0.1} | steps: 100 | 9:42 | prune.steps: 100 steps with trained weights | at: initialisation
          no rounds | `rounds: 8, ` | '' | 9:8 | prune: no rounds | rounds and fraction, or densities
          no fraction | `fraction: 0.2, ` | '' | 9:8 | prune: no fraction | rounds and fraction, or densities
          rounds and densities | rounds: 8 | rounds: 8, densities: [0.5] | 9:17 | prune.rounds: rounds and densities | rounds and fraction, or densities
          no densities | {rounds: 8, fraction: 0.2, fractions: {output: 0.1}, ignore: [fc2]} | {densities: []} | 9:20 | prune.densities: 0 densities | 1 to 99 of them
          densities that do not fall | {rounds: 8, fraction: 0.2, fractions: {output: 0.1}, ignore: [fc2]} | {densities: [0.5, 0.2, 0.2]} | 9:31 | prune.densities.2: 0.2 | less than the 0.2 before it
          a density of zero | {rounds: 8, fraction: 0.2, fractions: {output: 0.1}, ignore: [fc2]} | {densities: [0]} | 9:21 | prune.densities.0: 0 | a number above 0 and at most 1
          a fraction of everything | fraction: 0.2 | fraction: 1 | 9:30 | prune.fraction: 1 | a number of at least 0 and below 1
          a fraction for no layer | {output: 0.1} | {outptu: 0.1} | 9:55 | prune.fractions.outptu: outptu | one of: fc1, fc2, fc3, output, dense; did you mean output?
          a layer under two names | {output: 0.1} | {output: 0.1, fc3: 0.2} | 9:65 | prune.fractions.fc3: the layer fc3 a second time | every layer once
          a fraction for an ignored layer | {output: 0.1} | {fc2: 0.1} | 9:46 | prune.fractions: a fraction for fc2 | layers that are not in ignore
          an ignored layer that is not there | [fc2] | [fc1, fc9] | 9:75 | prune.ignore.1: fc9 | one of: fc1, fc2, fc3, output, dense; did you mean fc1?
          every layer ignored | {output: 0.1}, ignore: [fc2] | {}, ignore: [fc1, fc2, output] | 9:58 | prune.ignore: every layer | a layer that can be pruned
          fractions with a global scope | ⏎prune: { | `⏎prune: {scope: global, ` | 9:61 | prune.fractions: fractions for single layers | scope layer, or no fractions
          a criterion for filters only | ⏎prune: { | `⏎prune: {criterion: l2, ` | 9:8 | prune.granularity: weight | filter for the criterion l2
          other pieces for no layer | ⏎prune: { | `⏎prune: {by_layer: {outptu: {granularity: filter}}, ` | 9:28 | prune.by_layer.outptu: outptu | one of: fc1, fc2, fc3, output, dense; did you mean output?
          nothing that is otherwise | ⏎prune: { | `⏎prune: {by_layer: {fc1: {}}, ` | 9:25 | prune.by_layer.fc1: nothing | a criterion, a granularity or both
          a criterion for other pieces | ⏎prune: { | `⏎prune: {by_layer: {fc1: {criterion: l2}}, ` | 9:25 | prune.by_layer.fc1.granularity: weight | filter for the criterion l2
          a layer with two kinds of pieces | ⏎prune: { | `⏎prune: {criterion: random, by_layer: {fc1: {granularity: filter}, dense: {granularity: channel}}, ` | 9:74 | prune.by_layer.dense: the layer fc1 a second time | every layer once
          pieces that cannot be compared | {rounds: 8, fraction: 0.2, fractions: {output: 0.1}, ignore: [fc2]} | {scope: global, criterion: random, by_layer: {fc1: {granularity: filter}}, rounds: 8, fraction: 0.2} | 9:53 | prune.by_layer: other settings for single layers | scope layer, or no by_layer
          single weights among what is taken out | {rounds: 8, fraction: 0.2, fractions: {output: 0.1}, ignore: [fc2]} | {granularity: filter, criterion: random, shrink: true, by_layer: {fc1: {granularity: weight}}, rounds: 8, fraction: 0.2} | 9:57 | prune.shrink: shrink: true | granularity filter, whose filters can be taken out
          more examples than there are | ⏎prune: { | `⏎prune: {criterion: snip, examples: 55001, ` | 9:36 | prune.examples: 55001 | at most the 55000 examples that are left to train on
          a rewind to the end | {rewind: 500} | {rewind: 1500} | 11:34 | arms.ticket.after_prune.rewind.to: 1500 | less than the 1500 of train.iterations
          a schedule rewound to the end | {rewind: 500} | {learning_rate_rewind: 1500} | 11:48 | arms.ticket.after_prune.learning_rate_rewind.to: 1500 | less than the 1500 of train.iterations
          a fine-tuning with a late milestone | {rewind: 500} | {finetune: {iterations: 100, learning_rate: {base: 0.1, milestones: [100]}}} | 11:94 | arms.ticket.after_prune.finetune.learning_rate.milestones.0: 100 | less than the 100 iterations of the training
          training on from selected weights | {rewind: 500} && train: | continue && train:⏎  evaluate_every: 5⏎  select: best_validation | 13:25 | arms.ticket.after_prune: continue | train.select final, since training goes on from the last weights
          masks from nowhere | masks_from: ticket | masks_from: tickt | 12:56 | arms.reinit.masks_from: tickt | one of: ticket; did you mean ticket?
          masks from itself | masks_from: ticket | masks_from: reinit | 12:56 | arms.reinit.masks_from: reinit from reinit | an arm that has masks of its own
          masks in a circle | {rewind: 500} | {rewind: 500}, masks_from: reinit | 11:52 | arms.ticket.masks_from: ticket from reinit from ticket | an arm that has masks of its own
          masks from an arm with several of its own | {rewind: 500}} | {reinitialise: 2}} | 12:56 | arms.reinit.masks_from: ticket | an arm with one draw, since each draw has masks of its own
          masks from elsewhere and its own | masks_from: ticket | masks_from: ticket, prune: {rounds: 3} | 12:71 | arms.reinit.prune: prune settings | only one of prune and masks_from
          a control of its own masks | masks_from: ticket | mask_control: invert | 12:58 | arms.reinit.mask_control: invert | masks_from as well
          a mistake in an arm's own settings | {rewind: 500} | {rewind: 500}, prune: {criterion: l2} | 11:47 | arms.ticket.prune.granularity: weight | filter for the criterion l2
          no arms | arms:⏎  ticket: {after_prune: {rewind: 500}}⏎  reinit: {after_prune: {reinitialise: 3}, masks_from: ticket}⏎ | arms: {}⏎ | 10:7 | arms: no arms | at least one arm
          """)
  void givesOneClearError(
      String name, String from, String to, String at, String got, String expected) {
    Mistake mistake = new Mistake(GOOD, from, to);

    assertThat(mistake.error())
        .hasMessage("small.yaml:" + at + ": " + got + " (expected: " + expected + ")");
  }
}
