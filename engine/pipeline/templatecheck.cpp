#include "engine/pipeline/templatecheck.h"

#include "engine/base/nearestname.h"
#include "engine/events/templateparser.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/parameterrendering.h"
#include "engine/pipeline/pipelinegraph.h"

#include <algorithm>

namespace Saltern {

namespace {

QStringList split(const char *words)
{
    return QString::fromLatin1(words).split(u' ');
}

const QStringList &roots()
{
    static const QStringList names = split("event trigger steps run host secret");
    return names;
}

} // namespace

void TemplateCheck::check(const Node &node, const NodeDescriptor &descriptor)
{
    const QString base = pointerTo(QStringLiteral("/nodes"), node.id);
    visitTemplates(descriptor, node.parameters, [&](const QString &path, const QString &text) {
        checkText({node, descriptor, base + path, text});
    });
}

void TemplateCheck::checkText(const Place &place)
{
    const auto parsed = Template::parse(place.text);
    if (!parsed) {
        m_report.inText(place.pointer,
                        place.text,
                        parsed.error().detail.toLongLong(),
                        QStringLiteral("bad-template"),
                        parsed.error().message,
                        parsed.error().remedy);
        return;
    }
    const auto references = parsed->references();
    for (const TemplateReference &reference : references)
        checkReference(place, reference);
}

void TemplateCheck::checkReference(const Place &place, const TemplateReference &reference)
{
    const QString &root = reference.segments.first();
    if (!roots().contains(root)) {
        const QString near = nearestName(root, roots());
        report(place,
               reference,
               "unknown-reference",
               QStringLiteral("Templates cannot read \"%1\".").arg(root.left(60)),
               near.isEmpty() ? QStringLiteral("They read event, trigger, steps, run, host and "
                                               "secret; put quotes around text.")
                              : QStringLiteral("Did you mean \"%1\"?").arg(near));
        return;
    }
    if (root == QLatin1StringView("secret"))
        return;
    if (!place.descriptor.hasInput()) {
        report(place,
               reference,
               "unknown-reference",
               QStringLiteral("A trigger has no %1 yet.").arg(root),
               QStringLiteral("Only secrets can be read here."));
        return;
    }
    if (root == QLatin1StringView("steps"))
        checkStep(place, reference);
    else if (root == QLatin1StringView("run"))
        checkMember(place, reference, split("id pipeline revision guarantee started"));
    else if (root == QLatin1StringView("host"))
        checkMember(place, reference, split("name labels"));
    else
        checkEventField(place, reference);
}

void TemplateCheck::checkStep(const Place &place, const TemplateReference &reference)
{
    const QStringList ancestors = m_graph.ancestors(place.node.id).values();
    const QString step = reference.segments.value(1);
    if (ancestors.contains(step)) {
        checkRun(place, reference);
        return;
    }
    if (m_pipeline.node(step)) {
        report(place,
               reference,
               "not-an-ancestor",
               QStringLiteral("\"%1\" does not come before \"%2\".").arg(step, place.node.id),
               QStringLiteral("Read a node that leads here, or wire it so that it does."));
        return;
    }
    QStringList sorted = ancestors;
    sorted.sort();
    report(place,
           reference,
           "unknown-step",
           step.isEmpty()
               ? QStringLiteral("\"steps\" needs the id of a node.")
               : QStringLiteral("There is no node \"%1\" before this one.").arg(step.left(60)),
           suggestName(step, sorted));
}

bool TemplateCheck::mayBeMissing(const Place &place, const TemplateReference &reference)
{
    const auto parsed = parseTemplate(place.text);
    if (!parsed)
        return false;
    for (const TemplatePiece &piece : parsed->pieces) {
        for (const TemplateExpression &expression : piece.expression) {
            if (expression.operand.offset == reference.offset)
                return std::any_of(
                    expression.filters.begin(),
                    expression.filters.end(),
                    [](const FilterCall &call) { return call.filter->takesMissing; });
        }
    }
    return false;
}

void TemplateCheck::checkRun(const Place &place, const TemplateReference &reference)
{
    const QString &step = reference.segments.at(1);
    const bool never = !m_graph.readableSteps(place.node.id, false).contains(step);
    const bool standsIn = mayBeMissing(place, reference);
    if (!never && (standsIn || m_graph.readableSteps(place.node.id, true).contains(step)))
        return;
    // With a stand-in it goes on, although the author hardly meant always to read that.
    report(place,
           reference,
           "step-of-another-run",
           (never
                ? QStringLiteral("What time completes begins a new run, and a window lies between "
                                 "\"%1\" and here.")
                : QStringLiteral("When time completes the window between \"%1\" and here, that "
                                 "begins a new run."))
               .arg(step),
           never ? QStringLiteral("Read what the window passes on, in event.data.")
                 : QStringLiteral("Read what the window passes on, in event.data, or add | "
                                  "default(...)."),
           never && !standsIn ? Severity::Error : Severity::Warning);
}

void TemplateCheck::checkEventField(const Place &place, const TemplateReference &reference)
{
    static const QStringList attributes =
        split("id source type subject time data specversion datacontenttype dataschema "
              "salternhost salterncause salternhops salternsynthetic");
    const QString field = reference.segments.value(1);
    if (field.isEmpty() || attributes.contains(field))
        return;
    // Only a warning: an event may carry attributes that nobody here knows.
    const QString near = nearestName(field, attributes);
    report(place,
           reference,
           "unknown-reference",
           QStringLiteral("Events seldom have a field \"%1\".").arg(field.left(60)),
           near.isEmpty() ? QStringLiteral("What happened is under data: write %1.data.%2.")
                                .arg(reference.segments.first(), field.left(60))
                          : QStringLiteral("Did you mean \"%1\"?").arg(near),
           Severity::Warning);
}

void TemplateCheck::checkMember(const Place &place,
                                const TemplateReference &reference,
                                const QStringList &members)
{
    const QString member = reference.segments.value(1);
    if (!member.isEmpty() && !members.contains(member))
        report(place,
               reference,
               "unknown-reference",
               QStringLiteral("\"%1\" has no field \"%2\".")
                   .arg(reference.segments.first(), member.left(60)),
               suggestName(member, members));
}

void TemplateCheck::report(const Place &place,
                           const TemplateReference &reference,
                           const char *code,
                           const QString &message,
                           const QString &remedy,
                           Severity severity)
{
    m_report.inText(place.pointer,
                    place.text,
                    reference.offset,
                    QString::fromLatin1(code),
                    message,
                    remedy,
                    severity);
}

} // namespace Saltern
