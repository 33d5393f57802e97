package io.espalier.service.query;

import io.espalier.service.answer.GcAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place of which nothing is known but its name. */
public final class TestSite implements Site {
  @Override
  public String name() {
    return "/store";
  }

  @Override
  public String disk() {
    return "the disk of /store";
  }

  @Override
  public @Nullable Long freeBytes() {
    return null;
  }

  @Override
  public long usedBytes() {
    return 0;
  }

  @Override
  public List<GcAnswer.Item> secondCopies() {
    return List.of();
  }

  @Override
  public String file(String sha256) {
    return sha256;
  }

  @Override
  public @Nullable String openLog(String stepKey, long fence) {
    return null;
  }
}
