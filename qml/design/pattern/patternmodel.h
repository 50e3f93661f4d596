#pragma once

#include "engine/events/pattern.h"

#include <QAbstractListModel>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include "qml/design/pattern/patternrows.h"

namespace Saltern {

/// An event pattern as lines of path, test and value, with what each line makes of sample events.
/// Edits go out as `edited`; the owner writes them into the document and sets `pattern` again.
/// GUI thread.
class PatternModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QVariant pattern READ pattern WRITE setPattern NOTIFY patternChanged)
    /// Events to try the pattern on, and the one whose values the lines show.
    Q_PROPERTY(QVariantList samples READ samples WRITE setSamples NOTIFY samplesChanged)
    Q_PROPERTY(int sample READ sample WRITE setSample NOTIFY samplesChanged)
    /// Whether lines can say the pattern; otherwise only its text can be edited.
    Q_PROPERTY(bool expressible READ isExpressible NOTIFY patternChanged)
    /// What is wrong with the pattern as a whole, as a sentence.
    Q_PROPERTY(QString error READ error NOTIFY verdictsChanged)
    Q_PROPERTY(bool matched READ isMatched NOTIFY verdictsChanged)
    Q_PROPERTY(QString outcome READ outcome NOTIFY verdictsChanged)
    /// Every test as {value, text, placeholder}.
    Q_PROPERTY(QVariantList tests READ tests CONSTANT)
    /// The places of the sample as {path, value}, for completion.
    Q_PROPERTY(QVariantList paths READ paths NOTIFY samplesChanged)

public:
    enum Role {
        KindRole = Qt::UserRole + 1, // "field", "more", "or", "branch"
        DepthRole,
        PathRole,
        TestRole,
        ValueRole,
        PlaceholderRole, // empty = the test has no value
        VerdictRole,     // "fits", "misses" or "" = not known
        SeenRole,        // the value in the sample, empty = missing
        SentenceRole,
        ProblemRole,
    };

    explicit PatternModel(QObject *parent = nullptr);

    QVariant pattern() const;
    void setPattern(const QVariant &pattern);
    QVariantList samples() const { return m_samples; }
    void setSamples(const QVariantList &events);
    int sample() const { return m_sample; }
    void setSample(int index);
    bool isExpressible() const { return m_expressible; }
    QString error() const { return m_error; }
    bool isMatched() const { return m_matched; }
    QString outcome() const { return m_outcome; }
    QVariantList tests() const;
    QVariantList paths() const;

    /// Where a test stands in `tests`.
    Q_INVOKABLE static int testIndex(const QString &test);

    Q_INVOKABLE void setPath(int row, const QString &path);
    Q_INVOKABLE void setTest(int row, const QString &test);
    Q_INVOKABLE void setValue(int row, const QString &value);
    Q_INVOKABLE void removeRow(int row);

    /// One more field at the end of the branch that `row` begins, or of the pattern (-1).
    Q_INVOKABLE int addField(int row = -1);
    /// One more test for the field of `row`.
    Q_INVOKABLE int addTest(int row);
    /// An $or with two branches at the end of the pattern; there can be one.
    Q_INVOKABLE int addOr();
    Q_INVOKABLE int addBranch(int orRow);

    /// The pattern as YAML, and from it: the sentence that says what is wrong, or nothing.
    Q_INVOKABLE QString yaml() const;
    Q_INVOKABLE QString setYaml(const QString &text);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void patternChanged();
    void samplesChanged();
    void verdictsChanged();
    /// A person changed what stands at `pointer` inside the pattern ("" = all of it).
    void edited(const QString &pointer, const QVariant &value);

private:
    struct Verdict
    {
        QString verdict;
        QString seen;
        QString sentence;
        QString problem;
    };
    void changedField(qsizetype row);
    void publish(const QString &pointer = {});
    int insertRow(qsizetype at, const PatternRow &row);
    void judge();
    void judgeSample(const Pattern &pattern);

    QJsonObject m_pattern; // as it was written
    QJsonObject m_said;    // as the rows say it, keys joined with dots
    QList<PatternRow> m_rows;
    QStringList m_pointers; // of each row in m_said
    QList<Verdict> m_verdicts;
    QVariantList m_samples;
    int m_sample = 0;
    bool m_expressible = true;
    bool m_matched = false;
    QString m_error;
    QString m_outcome;
};

} // namespace Saltern
