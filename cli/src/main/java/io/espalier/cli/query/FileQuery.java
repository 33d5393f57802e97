package io.espalier.cli.query;

import com.fasterxml.jackson.databind.node.NullNode;
import io.espalier.cli.answer.FileAnswer;
import java.util.Map;

/** Where one artifact's bytes are. */
public final class FileQuery {
  /** The query; {@code digest}, a prefix will do. */
  public static final Query<FileAnswer> QUERY =
      new Query<>("file", FileAnswer.class, FileQuery::answer);

  private FileQuery() {}

  private static FileAnswer answer(View view, Arguments arguments) {
    String digest = Find.digest(view.store(), arguments.require("digest"));
    return new FileAnswer(
        Map.of("bytes", digest),
        Map.of(digest, view.store().artifacts().path(digest).toString()),
        NullNode.getInstance());
  }
}
