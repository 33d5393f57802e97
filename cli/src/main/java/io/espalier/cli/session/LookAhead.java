package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.answer.PlanAnswer;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.owner.Reader;
import io.espalier.cli.query.Arguments;
import io.espalier.experiment.Experiment;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.plan.Planner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Plans an experiment without running it. */
public final class LookAhead {
  private LookAhead() {}
}
