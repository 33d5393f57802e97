package io.espalier.service.query.artifact;

import com.fasterxml.jackson.databind.node.NullNode;
import io.espalier.service.answer.FileAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Find;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import java.util.List;
import java.util.Map;

/** Where one artifact's bytes are. */
public final class FileQuery {
  /** The query; {@code digest}, a prefix will do. */
  public static final Query<FileAnswer> QUERY =
      new Query<>(
          "file",
          FileAnswer.class,
          List.of(Argument.required("digest", "A digest or its beginning.")),
          FileQuery::answer);

  private FileQuery() {}

  private static FileAnswer answer(View view, Arguments arguments) {
    String digest = Find.digest(view.store(), arguments.require("digest"));
    return new FileAnswer(
        Map.of("bytes", digest), Map.of(digest, view.site().file(digest)), NullNode.getInstance());
  }
}
