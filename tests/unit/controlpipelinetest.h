#pragma once

#include "tests/unit/controltest.h"

#include <QTcpServer>

namespace Saltern {

/// What clients ask of an engine about this pipeline:
/// go -> only (names that begin with w) -> tell (an HTTP request that nobody ever answers);
/// what only does not want -> say, and -> leak (the secret TST_WORD, as an event).
class ControlPipelineTest : public ControlTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

protected:
    static QJsonObject goEvent(const QString &name, const QString &pipeline = QStringLiteral("hi"));

    QJsonObject bundle(const QString &name) const;
    QJsonObject deploy(const QString &mode = QStringLiteral("run"),
                       const QString &name = QStringLiteral("hi"));
    bool waitForRuns(int count, const QString &state, const QString &pipeline = {});
    QJsonArray runs(const QJsonObject &params = {});

    QTcpServer m_silent; // takes connections and never answers
    QString m_url;
};

} // namespace Saltern
