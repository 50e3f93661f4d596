#include "engine/nodes/jsontext.h"
#include "engine/nodes/momentarystep.h"
#include "engine/runs/secretstore.h"

#include <QLoggingCategory>

namespace Saltern {

namespace {

// Everything that `log` nodes write goes through this category, so that QT_LOGGING_RULES can turn
// it off.
Q_LOGGING_CATEGORY(logNode, "saltern.log")

constexpr qsizetype longestMessage = 8 * 1024;

// Text from events must neither forge a second line nor steer a terminal.
QString oneLine(const QString &text)
{
    QString line;
    line.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\n')
            line += QStringLiteral("\\n");
        else if (c == u'\r')
            line += QStringLiteral("\\r");
        else if (c == u'\t')
            line += QStringLiteral("\\t");
        else if (c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line ||
                 c.category() == QChar::Separator_Paragraph)
            line += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        else
            line += c;
    }
    return line;
}

// Masked before it is cut: half a secret would not be recognised any more.
QString logLine(const StepInput &input, const SecretStore *secrets)
{
    QString text = textOf(input.parameters.value(QLatin1StringView("message")));
    const QJsonObject fields = input.parameters.value(QLatin1StringView("fields")).toObject();
    for (auto it = fields.begin(); it != fields.end(); ++it)
        text += u' ' + it.key() + u'=' + textOf(it.value());
    QString line = oneLine(secrets ? secrets->redacted(text) : text);
    if (line.size() > longestMessage)
        line = line.left(longestMessage) + QStringLiteral("...");
    return line;
}

void writeLine(const QString &level, const QString &line)
{
    if (level == QLatin1StringView("error"))
        qCCritical(logNode).noquote() << line;
    else if (level == QLatin1StringView("warning"))
        qCWarning(logNode).noquote() << line;
    else if (level == QLatin1StringView("debug"))
        qCDebug(logNode).noquote() << line;
    else
        qCInfo(logNode).noquote() << line;
}

QString levelOf(const StepInput &input)
{
    return input.parameters.value(QLatin1StringView("level")).toString();
}

// The line is in the step's own log, and nowhere else.
StepOutcome noteEvent(const StepInput &input, const SecretStore *secrets)
{
    StepOutcome outcome = StepOutcome::passOn(QStringLiteral("ok"));
    outcome.log = logLine(input, secrets);
    outcome.detail.insert(QStringLiteral("level"), levelOf(input));
    return outcome;
}

StepOutcome logEvent(const StepInput &input, const SecretStore *secrets)
{
    const StepOutcome outcome = noteEvent(input, secrets);
    writeLine(levelOf(input),
              QStringLiteral("%1/%2: %3").arg(input.pipeline, input.node, outcome.log));
    return outcome;
}

Result<std::unique_ptr<StepNode>> makeLog(const NodeSetup &setup)
{
    return momentaryNode([secrets = setup.services.secrets](const StepInput &input) {
        return logEvent(input, secrets);
    });
}

Result<std::unique_ptr<StepNode>> makeQuietLog(const NodeSetup &setup)
{
    return momentaryNode([secrets = setup.services.secrets](const StepInput &input) {
        return noteEvent(input, secrets);
    });
}

} // namespace

NodeBehaviour logBehaviour()
{
    return {.step = makeLog, .simulated = makeQuietLog};
}

} // namespace Saltern
