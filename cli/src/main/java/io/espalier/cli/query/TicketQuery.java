package io.espalier.cli.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.cli.answer.FileAnswer;
import io.espalier.cli.answer.ShowAnswer;
import io.espalier.cli.exit.CliException;
import io.espalier.store.audit.AlteredException;
import io.espalier.store.run.RunRecord;
import java.util.Map;
import java.util.TreeMap;

/** The files and the card of one ticket: a mask and the weights that its round began from. */
public final class TicketQuery {
  /** The query; {@code replicate}, {@code arm}, {@code draw}, {@code round}, optionally run. */
  public static final Query<FileAnswer> QUERY =
      new Query<>("ticket", FileAnswer.class, TicketQuery::answer);

  private static final ObjectMapper MAPPER =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private TicketQuery() {}

  private static FileAnswer answer(View view, Arguments arguments) {
    RunRecord run = Find.run(view.store(), arguments.get("run"));
    int replicate = Integer.parseInt(arguments.require("replicate"));
    int draw = Integer.parseInt(arguments.require("draw"));
    int round = Integer.parseInt(arguments.require("round"));
    String arm = arguments.require("arm");
    ShowAnswer shown = ShowQuery.answer(view, run);
    if (!shown.altered().isEmpty()) {
      throw new AlteredException(shown.altered().get(0));
    }
    ShowAnswer.Result row =
        shown.results().stream()
            .filter(
                result ->
                    result.replicate() == replicate
                        && result.arm().equals(arm)
                        && result.draw() == draw
                        && result.round() == round)
            .findFirst()
            .orElseThrow(
                () ->
                    CliException.usage(
                        "run "
                            + run.runId()
                            + " has no finished round "
                            + round
                            + " of arm "
                            + arm
                            + " in replicate "
                            + replicate
                            + (draw == 1 ? "" : ", draw " + draw)
                            + " (see `espalier show "
                            + run.runId()
                            + "`)"));
    Map<String, String> files = new TreeMap<>();
    Map<String, String> paths = new TreeMap<>();
    put(view, files, paths, "mask.safetensors", row.mask());
    put(view, files, paths, "start_weights.safetensors", row.startWeights());
    ObjectNode card = MAPPER.createObjectNode();
    card.put("run_id", run.runId()).put("dag_id", run.experiment());
    card.setAll((ObjectNode) MAPPER.valueToTree(row));
    card.set("experiment", Plans.of(view.store(), run).experiment());
    return new FileAnswer(files, paths, card);
  }

  private static void put(
      View view,
      Map<String, String> files,
      Map<String, String> paths,
      String name,
      @org.jspecify.annotations.Nullable String digest) {
    if (digest != null) {
      files.put(name, digest);
      paths.put(digest, view.store().artifacts().path(digest).toString());
    }
  }
}
