package io.espalier.plan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.TestCatalog;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.ExperimentJson;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.plan.Plan;
import io.espalier.plan.Planned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an arm says by which protocol it is planned. */
class ArmsInFilesTest {
  private static final String PRUNE = "prune: {rounds: 2, fraction: 0.2}";
  private static final String TICKET = "ticket: {after_prune: {rewind: 10}}\n";

  @TempDir private Path folder;

  @Test
  void anArmThatNamesNoProtocolIsOneThatPrunesAndTrains() {
    Experiment bare = Planned.experiment(Planned.file(PRUNE, TICKET));

    for (String written :
        List.of(
            "ticket: {protocol: prune_and_train, after_prune: {rewind: 10}}",
            "ticket: {protocol: {prune_and_train: {after_prune: {rewind: 10}}}}",
            "ticket: {protocol: {prune_and_train: {after_prune: {rewind: 10}, prune: {rounds: 2}}}}")) {
      assertThat(Planned.experiment(Planned.file(PRUNE, written))).as(written).isEqualTo(bare);
    }
    assertThat(ExperimentJson.of(bare).at("/arms/ticket").fieldNames())
        .toIterable()
        .containsExactly("after_prune", "masks_from", "mask_control", "prune", "objective");
  }

  @Test
  void whatIsStoredOfAnotherProtocolHasEveryValueAndLoadsAgain() {
    String arms =
        TICKET
            + "long: {protocol: {extended_dense: ticket}}\n"
            + "slow: {protocol: {gradual: {end: 80, every: 40, prune: {densities: [0.5]}}}}";
    Experiment experiment = Planned.experiment(Planned.file(PRUNE, arms));
    byte[] stored = ExperimentJson.bytes(experiment);

    assertThat(Experiments.parse("stored", stored, TestCatalog.get())).isEqualTo(experiment);
    JsonNode json = ExperimentJson.of(experiment);
    assertThat(json.at("/arms/long/protocol"))
        .hasToString("{\"extended_dense\":{\"as_long_as\":\"ticket\"}}");
    assertThat(json.at("/arms/slow/protocol/gradual/begin").longValue()).isZero();
    assertThat(json.at("/arms/slow/protocol/gradual/prune/criterion").textValue())
        .isEqualTo("magnitude");
  }

  @Test
  void overridesReachProtocolsAndTheKeysOfAnArmAlike() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("small.yaml"),
            Planned.file(PRUNE, TICKET + "late: {after_prune: {rewind: 20}}"));
    Experiment changed =
        Experiments.load(
            file,
            List.of(
                "arms.ticket.after_prune.rewind.to=30",
                "arms.long={protocol: {extended_dense: late}}",
                "arms.long.protocol.extended_dense.as_long_as=ticket",
                "arms.late={protocol: {prune_and_train: {after_prune: {rewind: 20}}}}",
                "arms.late.protocol.prune_and_train.after_prune.rewind.to=40"),
            TestCatalog.get());

    assertThat(changed)
        .isEqualTo(
            Planned.experiment(
                Planned.file(
                    PRUNE,
                    """
                    ticket: {after_prune: {rewind: 30}}
                    late: {after_prune: {rewind: 40}}
                    long: {protocol: {extended_dense: ticket}}
                    """)));
  }

  @Test
  void aFileWhoseArmsPruneForThemselvesNeedsNoPruneAtTheTop() {
    Plan plan =
        Planned.plan(
            Planned.file(
                "", "ticket: {after_prune: {rewind: 10}, prune: {rounds: 2, fraction: 0.2}}"));

    assertThat(Planned.totals(plan, "ticket")).containsExactly(100L, 190L, 280L);
  }

  /** The arms, where the error is, what it found and expected. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          x: {protocol: {extended_dens: ticket}} | 8:18 | arms.x.protocol: extended_dens | one of: PROTOCOLS; did you mean extended_dense?
          x: {protocol: extended_dense} | 8:17 | arms.x.protocol.extended_dense.as_long_as: missing | the name of an arm
          x: {protocol: {extended_dense: tickt}} | 8:34 | arms.x.protocol.extended_dense.as_long_as: tickt | one of: ticket; did you mean ticket?
          x: {protocol: {extended_dense: 7}} | 8:34 | arms.x.protocol.extended_dense.as_long_as: 7 | text, in quotes where it looks like something else
          x: {protocol: {extended_dense: {as_long: ticket}}} | 8:35 | arms.x.protocol.extended_dense: unknown key as_long | one of: as_long_as; did you mean as_long_as?
          x: {protocol: {extended_dense: ticket}, after_prune: {rewind: 0}} | 8:43 | arms.x: after_prune beside protocol: extended_dense | the settings of extended_dense under its name, and no others
          x: {protocol: {extended_dense: ticket}, masks_from: ticket} | 8:43 | arms.x: masks_from beside protocol: extended_dense | the settings of extended_dense under its name, and no others
          x: {after_prune: {rewind: 0}, protocol: {prune_and_train: {after_prune: continue}}} | 8:7 | arms.x: after_prune beside protocol: prune_and_train | the settings of prune_and_train under its name, and no others
          x: {protocol: {extended_dense: ticket}, mask_form: ticket} | 8:43 | arms.x: unknown key mask_form | one of: protocol, objective, after_prune, masks_from, mask_control, prune; did you mean masks_from?
          x: {prune: {rounds: 1}} | 8:6 | arms.x.after_prune: missing | one of: continue, finetune, keep_trained, learning_rate_rewind, reinitialise, reinitialise_keeping, rewind, rewind_reordered, untrained
          x: {after_prune: {rewind: 0}, masks_from: y}⏎y: {protocol: {extended_dense: ticket}} | 8:45 | arms.x.masks_from: y | an arm that makes masks
          x: {protocol: {extended_dense: x}} | 8:34 | arms.x.protocol.extended_dense.as_long_as: x names x | arms that do not wait for each other
          x: {protocol: {extended_dense: y}}⏎y: {protocol: {extended_dense: x}} | 8:34 | arms.x.protocol.extended_dense.as_long_as: x names y names x | arms that do not wait for each other
          x: {protocol: {extended_dense: y}, objective: {distill: z}}⏎y: {after_prune: {rewind: 0}}⏎z: {protocol: {extended_dense: x}} | 8:59 | arms.x.objective.distill.teacher: round 1 of z | weights that do not wait for round 1 of x themselves: the dense training, or an arm that neither learns from this one nor takes its masks
          x: {after_prune: {rewind: 0}, objective: {distill: {teacher: {arm: y, round: 3}}}}⏎y: {protocol: {extended_dense: ticket}} | 8:64 | arms.x.objective.distill.teacher: round 3 of y | one of its rounds, 0 to 2
          """)
  void givesOneClearError(String arms, String at, String got, String expected) {
    String file = Planned.file(PRUNE, TICKET + arms.replace("⏎", "\n"));
    String protocols = String.join(", ", TestCatalog.get().names("protocol"));

    assertThatThrownBy(() -> Planned.experiment(file))
        .isInstanceOf(ExperimentException.class)
        .hasMessage(
            "small.yaml:%s: %s (expected: %s)"
                .formatted(at, got, expected.replace("PROTOCOLS", protocols)));
  }

  @Test
  void anArmThatIsToPruneAndSaysNotHowMuchIsRefused() {
    assertThatThrownBy(() -> Planned.experiment(Planned.file("", TICKET)))
        .hasMessage(
            "small.yaml:7:11: arms.ticket.prune: missing (expected: what each round removes, here or"
                + " at the top, or masks_from)");
  }
}
