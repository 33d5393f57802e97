package io.espalier.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.state.RunState;
import io.espalier.store.text.HumanFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void spreadIsTheSampleDeviationAndAbsentForOneNumber() {
    assertThat(Spread.of(List.of(1.0, 3.0)).deviation()).isEqualTo(Math.sqrt(2));
    assertThat(Spread.of(List.of(0.96, 0.98)).text()).isEqualTo("0.9700±0.0141");
    assertThat(Spread.of(List.of(0.97)).text()).isEqualTo("0.9700");
    assertThat(Spread.of(List.of()).text()).isEqualTo("–");
  }

  @Test
  void durationsAreReadable() {
    assertThat(HumanFormat.duration(Duration.ofMillis(4230))).isEqualTo("4.2 s");
    assertThat(HumanFormat.duration(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
    assertThat(HumanFormat.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    assertThat(HumanFormat.duration(Duration.ofHours(76))).isEqualTo("3 d 4 h");
  }

  @Test
  void resultsOfAnOrdinaryStudyFitATerminalOf80Columns() {
    List<ShowAnswer.Result> results = new ArrayList<>();
    for (int replicate = 1; replicate <= 10; replicate++) {
      double accuracy = 0.97 + replicate / 1000.0;
      results.add(
          new ShowAnswer.Result(
              replicate,
              "rewind-500",
              1,
              12,
              0.0687,
              18_285,
              266_200,
              null,
              63_000,
              819_000,
              accuracy,
              accuracy,
              null,
              null,
              "5eed"));
    }
    Instant begun = Instant.parse("2026-11-22T10:15:00Z");
    ShowAnswer answer =
        new ShowAnswer(
            "quickstart-20261122-101500",
            "quickstart",
            RunState.RUNNING,
            "interrupted",
            begun,
            null,
            new ShowAnswer.Steps(1056, 104, 10),
            results,
            List.of(),
            null,
            List.of(),
            List.of(),
            null,
            List.of(),
            List.of(),
            null);
    StringWriter out = new StringWriter();
    ResultTable.print(answer, new PrintWriter(out));
    assertThat(out.toString().lines()).hasSize(5).allMatch(line -> line.length() <= 80, "short");
    assertThat(out.toString())
        .contains("0.9755±0.0030")
        .contains("819000")
        .contains("1056 executed, 104 cached, 10 failed");
  }

  @Test
  void resultsOfADagAreALineEachAndLongOnesAreCut() {
    JsonNode seven = JsonNodeFactory.instance.numberNode(7);
    List<ShowAnswer.Xcom> xcoms = new ArrayList<>();
    String text = "é".repeat(70);
    JsonNode longText = JsonNodeFactory.instance.textNode(text);
    xcoms.add(new ShowAnswer.Xcom("sum", -1, "return_value", longText));
    for (int i = 0; i < 50; i++) {
      xcoms.add(new ShowAnswer.Xcom("square." + i, i, "return_value", seven));
    }
    ShowAnswer answer =
        new ShowAnswer(
            "sums-20261122-101500",
            "sums",
            RunState.SUCCESS,
            null,
            Instant.parse("2026-11-22T10:15:00Z"),
            null,
            new ShowAnswer.Steps(51, 0, 0),
            List.of(),
            List.of(),
            null,
            List.of(),
            List.of(),
            JsonNodeFactory.instance.objectNode().put("times", 3),
            xcoms,
            List.of(),
            null);
    StringWriter out = new StringWriter();
    ResultTable.print(answer, new PrintWriter(out));
    assertThat(out.toString())
        .contains("params {\"times\":3}")
        .containsPattern("sum +return_value +\"é{49}…")
        .containsPattern("square\\.38 +return_value +7")
        .doesNotContain("square.39")
        .contains("… and 11 more: see all with --json");
  }

  @Test
  void columnsOfNumbersAreAlignedToTheRight() {
    Table table = new Table("ARM", "N");
    table.row("ticket", "5");
    table.row("x", "12");
    assertThat(table.lines()).containsExactly("ARM      N", "ticket   5", "x       12");
  }
}
