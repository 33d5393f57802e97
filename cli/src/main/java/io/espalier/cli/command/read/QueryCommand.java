package io.espalier.cli.command.read;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.text.Csv;
import io.espalier.cli.text.Table;
import io.espalier.migrations.SqlView;
import io.espalier.service.answer.SqlAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.sql.SqlQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the store a question in SQL. */
@Command(
    name = "query",
    description = "Ask the store a question in SQL: one SELECT, which cannot change anything.",
    footer = {
      "",
      "Examples:",
      "  espalier query --list",
      "  espalier query \"SELECT arm, round, AVG(test_accuracy) FROM results GROUP BY arm, round\"",
      "  espalier query --csv \"SELECT * FROM measurements WHERE name = 'jaccard'\" > jaccard.csv"
    })
public final class QueryCommand extends EspalierCommand {
  /** The question travels in the head of a message to the process that owns the store. */
  private static final int MOST_BYTES = 4000;

  @Parameters(arity = "0..1", paramLabel = "SQL", description = "The question: SELECT …")
  private @Nullable String sql;

  @Option(names = "--list", description = "Show the views that can be asked, and their columns.")
  private boolean list;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "10000",
      description = "The most rows to print (default: 10000, at most 100000).")
  private int rows;

  @Option(names = "--csv", description = "Print comma-separated values.")
  private boolean csv;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (csv && json) {
      throw CliException.usage("--csv and --json (expected: one of them)");
    }
    String question = sql;
    if (list == (question != null)) {
      throw CliException.usage("query: expected a SELECT in quotes, or --list alone");
    }
    if (question == null) {
      list();
      return ExitCode.OK;
    }
    int bytes = question.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw CliException.usage(
          "query: " + bytes + " bytes of SQL (expected: at most " + MOST_BYTES + ")");
    }
    SqlAnswer answer =
        store().ask(SqlQuery.QUERY, Arguments.of("sql", question, "rows", Integer.toString(rows)));
    print(answer);
    if (answer.more()) {
      err().println("There are more than these " + rows + " rows: see --rows.");
    }
    return ExitCode.OK;
  }

  private void print(SqlAnswer answer) {
    if (json) {
      printJson(answer);
    } else if (csv) {
      out().println(Csv.line(answer.columns()));
      answer.rows().forEach(row -> out().println(Csv.line(row)));
    } else {
      Table table =
          new Table(
              answer.columns().stream()
                  .map(name -> name.toUpperCase(Locale.ROOT))
                  .toArray(String[]::new));
      for (List<@Nullable Object> row : answer.rows()) {
        table.row(row.stream().map(QueryCommand::cell).toArray(String[]::new));
      }
      table.print(out());
    }
    out().flush();
  }

  private static String cell(@Nullable Object value) {
    if (value instanceof Double number) {
      String exact = number.toString();
      return exact.length() <= 8 ? exact : String.format(Locale.ROOT, "%.6g", number);
    }
    // A line break or a tab within a cell would tear the table.
    return value == null ? "" : value.toString().replaceAll("\\p{Cntrl}", " ");
  }

  private void list() {
    if (json) {
      printJson(SqlQuery.views());
      return;
    }
    if (csv) {
      out().println(Csv.line(List.of("view", "column", "text")));
    }
    for (SqlView view : SqlQuery.views()) {
      if (!csv) {
        out().println(view.name() + ": " + view.text());
      }
      for (SqlView.Column column : view.columns()) {
        out()
            .println(
                csv
                    ? Csv.line(List.of(view.name(), column.name(), column.text()))
                    : String.format(Locale.ROOT, "  %-20s %s", column.name(), column.text()));
      }
    }
    out().flush();
  }
}
