-- SPDX-License-Identifier: GPL-3.0-or-later
-- Words that propose a class or a grade, in English as well.

-- Whether a text says a word: one in Latin letters where a word begins, as “fee” is no part of “coffee”; any other wherever it stands.
CREATE FUNCTION hcrm_says(said text, word text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN word = '' THEN false
            WHEN word ~ '^[A-Za-z0-9]+$' THEN strpos(' ' || regexp_replace(lower(said), '[^a-z0-9]+', ' ', 'g'), ' ' || lower(word)) > 0
            ELSE strpos(lower(said), lower(word)) > 0 END;

-- Added to what people keep by now: of the product, and so neither a version nor a line of the log.
ALTER TABLE complaint_class DISABLE TRIGGER USER;
ALTER TABLE complaint_grade DISABLE TRIGGER USER;
ALTER TABLE complaint_warning_rule DISABLE TRIGGER USER;
UPDATE complaint_class AS k SET words = k.words || w.words
  FROM (VALUES
    ('medical-diagnosis', '{misdiagnos,diagnos,overlook}'::text[]),
    ('medical-operation', '{operation,operated,surgery,surgeon,stitches,catheter,puncture}'),
    ('medical-drug', '{medication,medicine,drug,dose,dosage,prescri,allerg,infusion,injection}'),
    ('medical-nursing', '{nurse,nursing,dressing,bedsore,fell,fall}'),
    ('medical-information', '{explain,explanation,consent,informed,communicat}'),
    ('service-attitude', '{rude,attitude,impolite,impatient,shouted,yelled,insult,unfriendly,ignored}'),
    ('service-reception', '{reception,desk,telephone,phone,information}'),
    ('cost-charge', '{charge,overcharg,bill,fee,price,invoice,refund}'),
    ('cost-insurance', '{insurance,reimburse}'),
    ('process-waiting', '{wait,queue,delay,hours}'),
    ('process-appointment', '{appointment,booking,booked,cancelled,canceled,registration}'),
    ('process-discharge', '{discharge,admission,admitted,paperwork,transfer}'),
    ('facility-environment', '{dirty,clean,noise,noisy,smell,toilet,hygien}'),
    ('facility-equipment', '{equipment,lift,elevator,machine,broken,heating}'),
    ('facility-food', '{food,meal,canteen,lunch,dinner,breakfast}'),
    ('facility-parking', '{parking,parked,garage}'),
    ('conduct-gift', '{bribe,gift,kickback,envelope}'),
    ('conduct-privacy', '{privacy,confidential,leaked,disclosed}')) AS w (code, words)
 WHERE k.code = w.code;

UPDATE complaint_grade AS g SET words = g.words || w.words
  FROM (VALUES
    (1, '{death,died,dead,resuscitat,disabled,suicide,assault,police,journalist,reporter,media,lawsuit,sue}'::text[]),
    (2, '{surgery,misdiagnos,overdose,fell,allerg,dispute,compensation,lawyer}'),
    (3, '{rude,attitude,wait,charge,bill,explain}'),
    (4, '{signs,parking,noise,toilet,suggest}')) AS w (id, words)
 WHERE g.id = w.id;

UPDATE complaint_warning_rule AS r SET words = r.words || '{suicide,resuscitat,passed away,self-harm}'
 WHERE r.kind = 'words' AND r.words && '{自杀}';

ALTER TABLE complaint_class ENABLE TRIGGER USER;
ALTER TABLE complaint_grade ENABLE TRIGGER USER;
ALTER TABLE complaint_warning_rule ENABLE TRIGGER USER;
