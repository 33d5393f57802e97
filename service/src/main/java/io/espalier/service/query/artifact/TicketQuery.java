package io.espalier.service.query.artifact;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.service.answer.FileAnswer;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.service.query.run.ShowQuery;
import io.espalier.service.refusal.NotFoundException;
import io.espalier.service.refusal.Thing;
import io.espalier.store.audit.AlteredException;
import io.espalier.store.run.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files and the card of one ticket: a mask and the weights that its round began from. */
public final class TicketQuery {
  /** The query; {@code replicate}, {@code arm}, {@code draw}, {@code round}, optionally run. */
  public static final Query<FileAnswer> QUERY =
      new Query<>(
          "ticket",
          FileAnswer.class,
          List.of(
              Argument.required("replicate", "From 1."),
              Argument.required("arm", "Name of the arm."),
              Argument.required("draw", "From 1."),
              Argument.required("round", "From 1; 0 is the dense network."),
              Argument.RUN),
          TicketQuery::answer);

  private static final int MOST = 999_999_999;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private TicketQuery() {}

  private static FileAnswer answer(View view, Arguments arguments) {
    RunRecord run = Find.run(view.store(), arguments.get("run"));
    int replicate = arguments.number("replicate", 1, MOST);
    int draw = arguments.number("draw", 1, MOST);
    int round = arguments.number("round", 0, MOST);
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
                    new NotFoundException(
                        Thing.RESULT,
                        arm,
                        "run "
                            + run.runId()
                            + " has no finished round "
                            + round
                            + " of arm "
                            + arm
                            + " in replicate "
                            + replicate
                            + (draw == 1 ? "" : ", draw " + draw),
                        List.of(),
                        run.runId()));
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
      @Nullable String digest) {
    if (digest != null) {
      files.put(name, digest);
      paths.put(digest, view.site().file(digest));
    }
  }
}
