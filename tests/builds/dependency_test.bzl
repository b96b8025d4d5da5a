"""That a dependency which Bazel alone has is noticed."""

def _dependency_test_impl(ctx):
    # A list, as a transition could split it.
    target = ctx.attr.target[0]
    if AnalysisFailureInfo not in target:
        return [AnalysisTestResultInfo(success = False, message = "%s was accepted." % target.label)]
    message = "\n".join([cause.message for cause in target[AnalysisFailureInfo].causes.to_list()])
    return [AnalysisTestResultInfo(
        success = ctx.attr.message in message,
        message = "It was refused otherwise:\n" + message,
    )]

dependency_test = rule(
    implementation = _dependency_test_impl,
    doc = "Passes if the target is refused, with this message.",
    analysis_test = True,
    attrs = {
        "message": attr.string(mandatory = True),
        "target": attr.label(
            mandatory = True,
            cfg = analysis_test_transition(settings = {"//command_line_option:allow_analysis_failures": "True"}),
        ),
    },
)
