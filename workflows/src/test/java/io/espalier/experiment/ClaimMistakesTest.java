package io.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiment.read.ExperimentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claims that are about something else than the experiment. */
class ClaimMistakesTest {
  private static final String GOOD =
      """
      name: small
      data: {name: mnist, validation: 5000}
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.1, batch: 60, iterations: 1500}
      prune: {rounds: 3, fraction: 0.2}
      arms:
        ticket: {after_prune: {rewind: 0}}
        reinit: {after_prune: reinitialise, masks_from: ticket}
      claims:
        better:
          states: It is better.
          at: [last, {round: 2}, {density: 0.5}, chosen]
          holds_at: any
          compare:
            - {measure: test_accuracy, a: ticket, b: [reinit, dense], holds: {above: 0.01}}
            - {measure: test_loss, a: {arm: ticket, at: {round: 1}}, b: [dense], holds: below}
      """;

  @Test
  void theFileWithoutMistakesIsFine() {
    assertThat(new Mistake(GOOD, "", "").error()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          b: [reinit, | b: [reinti, | 15 | 49 | claims.better.compare.0.b.0.arm: reinti (expected: one of: dense, ticket, reinit; did you mean reinit?)
          measure: test_accuracy | measure: test_acuracy | 15 | 19 | claims.better.compare.0.measure: test_acuracy (expected: one of: test_accuracy, test_loss, validation_accuracy, validation_loss, training_loss, density, iterations, iterations_behind; did you mean test_accuracy?)
          measure: test_loss | measure: jaccard, analysis: masks | 16 | 38 | claims.better.compare.1.analysis: masks (expected: a name under analyses, where there is none yet)
          at: {round: 1} | at: {round: 4} | 16 | 51 | claims.better.compare.1.a.at: round 4 of ticket (expected: one of its rounds, 0 to 3)
          holds_at: any | holds_at: {at_least: 5} | 13 | 15 | claims.better.holds_at: at_least: 5 (expected: at most the 4 places that there are)
          holds_at: any | holds_if: {at_least: 4} | 13 | 15 | claims.better.holds_if: at_least: 4 (expected: at most the 3 comparisons that there are)
          holds_at: any | holds_at: some | 13 | 15 | claims.better.holds_at: some (expected: one of: all, any, at_least)
          validation: 5000 | validation: 0 | 12 | 44 | claims.better.at.3: chosen (expected: another place, or examples to choose by in data.validation)
          holds: below | holds: below, refuted: {below: 1} | 16 | 99 | claims.better.compare.1.refuted: what also holds (expected: nothing that lies where the comparison holds)
          {arm: ticket, at: {round: 1}} | {item: x} | 16 | 33 | claims.better.compare.1.a: no arm (expected: an arm, or dense, since test_loss is a number of results)
          {arm: ticket, at: {round: 1}} | {arm: ticket, layer: fc1} | 16 | 33 | claims.better.compare.1.a: layer, item, other_arm or other_round beside test_loss (expected: analysis, whose measurements have them)
          at: [last, {round: 2}, {density: 0.5}, chosen] | at: [] | 12 | 9 | claims.better.at: no places (expected: at least one)
          {density: 0.5} | {density: 0} | 12 | 38 | claims.better.at.2.density.density: 0 (expected: a number above 0 and at most 1)
          holds: {above: 0.01} | holds: {within: 0} | 15 | 81 | claims.better.compare.0.holds.within.margin: 0 (expected: a number above 0)
          """)
  void aMistakeIsNamedWhereItStands(String from, String to, int line, int column, String message) {
    ExperimentException error = new Mistake(GOOD, from, to).error();

    assertThat(error).isNotNull();
    assertThat(error.getMessage()).endsWith(": " + message);
    assertThat(error.line()).as("%s", error).isEqualTo(line);
    assertThat(error.column()).as("%s", error).isEqualTo(column);
  }
}
