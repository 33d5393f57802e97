package io.espalier.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void spreadIsTheSampleDeviationAndAbsentForOneNumber() {
    assertThat(Spread.of(List.of(1.0, 3.0)).deviation()).isEqualTo(Math.sqrt(2));
    assertThat(Spread.of(List.of(0.96, 0.98)).text()).isEqualTo("0.9700 ± 0.0141");
    assertThat(Spread.of(List.of(0.97)).text()).isEqualTo("0.9700");
    assertThat(Spread.of(List.of()).text()).isEqualTo("–");
  }

  @Test
  void durationsAreReadable() {
    assertThat(Words.duration(Duration.ofMillis(4230))).isEqualTo("4.2 s");
    assertThat(Words.duration(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
    assertThat(Words.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    assertThat(Words.duration(Duration.ofHours(76))).isEqualTo("3 d 4 h");
  }

  @Test
  void columnsOfNumbersAreAlignedToTheRight() {
    Table table = new Table("ARM", "N");
    table.row("ticket", "5");
    table.row("x", "12");
    assertThat(table.lines()).containsExactly("ARM      N", "ticket   5", "x       12");
  }
}
